"""The page about shipped providers says what the data says."""

from tests.tools import provider_table


def test_the_table_of_the_reference_is_that_of_the_data():
    written = provider_table.PAGE.read_text()

    assert written == provider_table.page_with(written, provider_table.table())
    assert written.count("| `") == 32
