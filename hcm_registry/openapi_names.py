"""What the published contract calls the closed lists that several models or bodies share."""

ENUM_NAMES = {
    "AttachmentKind": "catalog.proposals.states.AttachmentKind",
    "AgencyKind": "agencies.organisation.Agency.Kind",
    "CalendarDayKind": "agencies.calendar.models.CalendarDay.Kind",
    "DecisionKind": "catalog.decisions.models.Decision.Kind",
    "ItemKind": "catalog.proposals.states.ItemKind",
    "MandateKind": "agencies.organisation.Mandate.Kind",
    "ProposalState": "catalog.proposals.states.State",
    "ReorganisationLineKind": "catalog.reorganisation.states.LineKind",
    "ReorganisationState": "catalog.reorganisation.states.State",
    "ResponseKind": "catalog.proposals.states.ResponseKind",
    "SuccessionKind": "agencies.organisation.Succession.Kind",
}
