"""Pages of proposals: what the department and the Committee do."""

from django.urls import path

from catalog.proposals import views_bulk, views_claim, views_dossier, views_file, views_moves

urlpatterns = [
    path("proposals/workload/", views_claim.workload, name="proposal-workload"),
    path("proposals/workload/readers/", views_claim.all_readers, name="proposal-all-readers"),
    path("proposals/bulk/", views_bulk.bulk_move, name="proposal-bulk"),
    path("proposals/<str:code>/", views_file.detail, name="proposal-detail"),
    path("proposals/<str:code>/claim/", views_claim.take, name="proposal-take"),
    path("proposals/<str:code>/claim/hand-over/", views_claim.hand_over, name="proposal-hand-over"),
    path("proposals/<str:code>/claim/give-back/", views_claim.give_back, name="proposal-give-back"),
    path("proposals/<str:code>/readers/", views_claim.readers, name="proposal-readers"),
    path("proposals/<str:code>/moves/<str:move>/", views_moves.move, name="proposal-move"),
    path("proposals/<str:code>/opinion/", views_moves.answer, name="opinion-answer"),
    path("proposals/<str:code>/opinions/<int:pk>/respond/", views_moves.respond, name="opinion-respond"),
    path("proposals/<str:code>/comments/", views_file.comment, name="proposal-comment"),
    path("proposals/<str:code>/comments/<int:pk>/settle/", views_file.settle, name="proposal-settle"),
    path("proposals/<str:code>/ticks/", views_file.tick, name="proposal-tick"),
    path("proposals/<str:code>/papers/<int:pk>/", views_file.paper, name="attachment"),
    path("dossiers/", views_dossier.dossiers, name="dossier-list"),
    path("dossiers/new/", views_dossier.new, name="dossier-new"),
    path("dossiers/<str:code>/", views_dossier.detail, name="dossier-detail"),
    path("dossiers/<str:code>/decision/", views_dossier.record, name="dossier-record"),
]
