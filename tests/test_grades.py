"""Claims and grades of one origin, and of several."""

from contract_tests.claims import Claim, applying, grade

CLAIM = Claim(
    id="a.b",
    says="It is so.",
    places=("page 1",),
    grades={"comet": "inferred", "google": "observed", "vertex": "documented"},
)


def test_the_claims_of_several_origins_are_those_of_any() -> None:
    both = applying("google+vertex")

    assert {*both} == {*applying("google"), *applying("vertex")}
    assert {*applying("google")} < {*both}


def test_the_grade_of_several_origins_is_the_surest() -> None:
    assert grade(CLAIM, "comet") == "inferred"
    assert grade(CLAIM, "comet+google") == "observed"
    assert grade(CLAIM, "comet+google+vertex") == "documented"


def test_an_origin_that_is_not_said_to_keep_a_claim_has_no_say() -> None:
    assert (
        grade(Claim(id="a.b", says="", places=(), grades={"comet": "inferred"}), "comet+google")
        == "inferred"
    )
