"""Write each stored address in the one form that is compared and sent to.

Mail to a domain with letters beyond ASCII has gone where IDNA 2003 leads to, and that is
where it was confirmed: ``straße.de`` was ``strasse.de``. It goes on going there.
Traces of addresses that have left stay as they are; they are compared in both forms.
"""

import unicodedata

from django.db import migrations


def _written(email):
    local, _at, domain = email.rpartition("@")
    try:
        domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        domain = domain.lower()
    if local.startswith('"') and local[1:-1].replace(".", "").isalnum():
        local = local[1:-1]
    return f"{unicodedata.normalize('NFKC', local)}@{domain}"


def write_anew(apps, schema_editor):
    alias = schema_editor.connection.alias
    for name in ("Subscriber", "Enrolment"):
        rows = apps.get_model("privacy_subscriptions", name).objects.using(alias)
        for row in rows.iterator(chunk_size=2000):
            email = _written(row.email)
            mailbox = email.casefold()
            if (email, mailbox) == (row.email, row.mailbox):
                continue
            # Two spellings of one mailbox were each confirmed: both keep what they get.
            is_taken = rows.filter(mailbox=mailbox).exclude(pk=row.pk).exists()
            mailbox = row.mailbox if is_taken and name == "Subscriber" else mailbox
            rows.filter(pk=row.pk).update(email=email, mailbox=mailbox)


class Migration(migrations.Migration):
    dependencies = [("privacy_subscriptions", "0003_what_mails_carry")]

    operations = [
        migrations.RunPython(write_anew, migrations.RunPython.noop, elidable=True)
    ]
