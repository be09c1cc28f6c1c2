"""What packages say through our forms and shapes is said in the language of the page."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.test import Client
from django.utils import translation
from rest_framework import serializers

import hcm_registry.urls
from hcm_registry.vietnamese.text import is_vietnamese

assert hcm_registry.urls.urlpatterns, "importing it loads every form and shape there is"
OURS = ("agencies", "catalog", "sharing", "hcm_registry")
SIGN_IN = (
    account.LoginForm,
    account.ReauthenticateForm,
    account.ResetPasswordForm,
    account.ResetPasswordKeyForm,
    account.ChangePasswordForm,
    mfa.AuthenticateForm,
    totp.ActivateTOTPForm,
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_complains_in_the_language_of_the_page(language: str) -> None:
    every = {*SIGN_IN, *ours(forms.BaseForm)}
    with translation.override(language):
        assert not list(other_than(language, (words for form in every for words in said_by(form.base_fields))))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_api_complains_in_the_language_asked_for(language: str) -> None:
    every = ours(serializers.Serializer)
    with translation.override(language):
        assert not list(other_than(language, (words for shape in every for words in said_by(shape().fields))))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nothing/", "databases/?as_of=today", "proposals/"])
def test_a_problem_is_told_in_the_language_asked_for(path: str) -> None:
    for language in ("vi", "en"):
        problem = Client().get(f"/api/v1/{path}", headers={"Accept-Language": language}).json()
        words = [problem["title"], problem["detail"], *(error["detail"] for error in problem["errors"])]
        assert not list(other_than(language, words)), words


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_contract_is_described_in_the_language_asked_for(language: str) -> None:
    contract = Client().get("/api/v1/openapi.json", {"lang": language}).json()
    about = [operation["summary"] for path in contract["paths"].values() for operation in path.values() if "summary" in operation]
    assert len(about) > 20
    assert not list(other_than(language, about))


def ours(base: type) -> set[Any]:
    """Our classes below `base`, however deep."""
    found = {child for child in base.__subclasses__() if child.__module__.partition(".")[0] in OURS}
    return found | {deeper for child in base.__subclasses__() for deeper in ours(child)}


def said_by(fields: dict[str, Any]) -> Iterator[str]:
    """Every message a field or its validators may give."""
    for field in fields.values():
        yield from (str(message) for message in field.error_messages.values())
        yield from (str(validator.message) for validator in field.validators if getattr(validator, "message", ""))


def other_than(language: str, said: Any) -> Iterator[str]:
    """What is not in the language."""
    return (words for words in said if words and is_vietnamese(words) != (language == "vi"))
