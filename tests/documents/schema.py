"""In which order Word wants the parts of a form (ECMA-376, part 1, 17): LibreOffice takes any, Word calls the file damaged."""

from typing import Any

from docx.oxml.ns import qn

ORDER = {
    "w:sectPr": (
        "headerReference footerReference type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote "
        "titlePg textDirection bidi rtlGutter docGrid"
    ),
    "w:pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
        "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
        "divId cnfStyle rPr sectPr"
    ),
    "w:rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
        "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
        "eastAsianLayout specVanish oMath"
    ),
    "w:tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders "
        "shd tblLayout tblCellMar tblLook"
    ),
    "w:tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
}


def ordered(root: Any) -> None:
    """Assert that every form below this element has its parts in the order of the schema, each once but for references."""
    for kind, names in ORDER.items():
        places = {qn(f"w:{name}"): place for place, name in enumerate(names.split())}
        for form in root.iter(qn(kind)):
            found = [places[part.tag] for part in form]
            assert found == sorted(found), (kind, [part.tag.rpartition("}")[2] for part in form])
            single = [place for place in found if place > 1 or kind != "w:sectPr"]
            assert len(single) == len(set(single)), (kind, [part.tag for part in form])
