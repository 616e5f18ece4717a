"""The public URLs of the core; include them at ``privacy/``."""

from django.urls import path

from privacy_plugin.disclosure import views as disclosure
from privacy_plugin.rights import choices as rights_choices
from privacy_plugin.rights import views as rights
from privacy_plugin.rights.requests.views import confirm_request

app_name = "privacy"

urlpatterns = [
    path("", disclosure.overview, name="overview"),
    path("privacy.json", disclosure.overview_json, name="overview_json"),
    path("choices/", rights_choices.choices, name="choices"),
    path("choices/withdraw/", rights_choices.withdraw, name="withdraw_choice"),
    path("requests/<str:token>/", confirm_request, name="confirm_request"),
    path("receipts/<str:token>/", rights.receipt, name="receipt"),
    path("receipts/<str:token>/receipt.json", rights.receipt_json, name="receipt_json"),
    path("receipts/<str:token>/withdraw/", rights.withdraw, name="withdraw"),
    path("<slug:slug>/", disclosure.form_details, name="form"),
]
