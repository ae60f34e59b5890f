"""The tests' own parts: what they would leave behind fills the machine that they run on."""

from tests.conftest import Servers


def test_the_database_of_a_test_goes_with_it(postgres_servers: Servers) -> None:
    url = postgres_servers.empty("postgres")
    name = url.partition("@/")[2].partition("?")[0]
    assert name in postgres_servers.names("postgres")
    postgres_servers.drop("postgres", url)
    postgres_servers.empty("postgres")  # made after it, in the same thread
    postgres_servers.empty("postgres")
    assert name not in postgres_servers.names("postgres")
