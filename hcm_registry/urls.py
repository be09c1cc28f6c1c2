"""Which app answers what. Pages in Vietnamese at the root, in English under /en/."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import TemplateView

from hcm_registry import developers, health, sessions
from hcm_registry.api.places import Nowhere
from hcm_registry.gallery import gallery

# One way in: the admin's own form would let somebody pass without the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it
admin.site.site_url = reverse_lazy("catalog:home")  # type: ignore[assignment]  # in the language of the page

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include("hcm_registry.api_urls")),
    re_path("^api/", Nowhere.as_view()),
]
urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/session/", sessions.session, name="session"),
    path("ui/", gallery, name="ui-gallery"),
    path("developers/", TemplateView.as_view(template_name="developers/index.html"), name="developers"),
    path("developers/problems/", developers.problems, name="developers-problems"),
    path("developers/problems/<slug:code>/", developers.problem, name="developers-problem"),
    path("accessibility/", TemplateView.as_view(template_name="accessibility.html"), name="accessibility"),
    path("", include("agencies.urls")),
    path("", include("catalog.urls")),
    path("", include("sharing.urls")),
    prefix_default_language=False,
)
handler400 = "hcm_registry.failures.bad_request"
handler500 = "hcm_registry.failures.server_error"
