"""Pages of proposals: what an agency does."""

from django.urls import path

from catalog.proposals import views_check, views_dictionary, views_dictionary_file, views_draft, views_officer, views_papers, views_section

ITEM = "proposals/<str:code>/items/<int:position>/"

urlpatterns = [
    path("proposals/", views_officer.proposal_list, name="proposal-list"),
    path("proposals/new/", views_draft.new, name="proposal-new"),
    path("proposals/<str:code>/edit/", views_draft.edit, name="proposal-edit"),
    path("proposals/<str:code>/pen/", views_draft.pen, name="proposal-pen"),
    path("proposals/<str:code>/items/", views_draft.add_item, name="proposal-item-new"),
    path(f"{ITEM}remove/", views_draft.remove_item, name="proposal-item-remove"),
    path(f"{ITEM}conflicts/", views_check.conflicts, name="proposal-conflicts"),
    path(f"{ITEM}autosave/", views_section.autosave, name="proposal-autosave"),
    path(f"{ITEM}dictionary/", views_dictionary.tables, name="proposal-dictionary"),
    path(f"{ITEM}dictionary/file/", views_dictionary_file.dictionary_file, name="proposal-dictionary-file"),
    path(f"{ITEM}dictionary/<int:number>/", views_dictionary.table, name="proposal-table"),
    path(f"{ITEM}dictionary/<int:number>/autosave/", views_dictionary.autosave, name="proposal-table-autosave"),
    path(f"{ITEM}dictionary/<int:number>/paste/", views_dictionary.paste, name="proposal-paste"),
    path(f"{ITEM}<slug:key>/", views_section.section, name="proposal-section"),
    path("proposals/<str:code>/papers/", views_papers.papers, name="proposal-papers"),
    path("proposals/<str:code>/papers/autosave/", views_papers.autosave, name="proposal-head-autosave"),
    path("proposals/<str:code>/check/", views_check.check, name="proposal-check"),
    path("proposals/<str:code>/sent/", views_check.sent, name="proposal-sent"),
]
