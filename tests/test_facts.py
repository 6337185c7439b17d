"""Every published figure at hand is in the archive, or in the list of what was left out.

The list of figures (``REPORTCARD_FACTS``) is not part of the project: each of its rows says a
place, a year, a measure under a name of its own, a value in a unit, and the address of the source.
"""

import csv
import os
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from reportcard.archive import Observation
from reportcard.documents import load_archive
from reportcard.tables import HERE, read_csv

FACTS = Path(os.environ.get("REPORTCARD_FACTS", HERE / "facts")) / "figures.csv"
LEFT_OUT = HERE / "data" / "left_out.csv"
COLUMNS = ("ref_area", "time_period", "what", "as_printed", "title", "url", "reason")
SCALES = {"亿元": 10**8, "万元": 10**4, "万人": 10**4}
NAMES = {
    "affordable_housing_units": "affordable_homes",
    "afforestation_area": "afforestation",
    "census_population_2020": "census_population",
    "cultural_creative_industry_revenue": "cultural_creative_revenue",
    "cultural_creative_industry_share_of_city": "cultural_creative_share_of_parent",
    "cultural_industry_revenue": "culture_revenue",
    "cultural_industry_revenue_growth": "culture_revenue_growth",
    "disposable_income_growth": "income_change",
    "elderly_care_stations": "care_stations",
    "family_doctor_contracts": "doctor_contracts",
    "family_doctor_services": "doctor_services",
    "family_doctor_teams": "doctor_teams",
    "gdp_h1": "gdp_first_half",
    "gdp_h1_growth": "gdp_first_half_growth",
    "gdp_q1_q3": "gdp_three_quarters",
    "gdp_q1_q3_growth": "gdp_three_quarters_growth",
    "gdp_share_of_city": "parent_gdp_share",
    "general_budget_expenditure_growth": "budget_expenditure_change",
    "general_budget_revenue_growth": "budget_revenue_change",
    "general_budget_revenue_h1": "general_budget_revenue_first_half",
    "green_area_added": "green_area",
    "hightech_enterprise_revenue": "hightech_revenue",
    "hightech_enterprise_revenue_growth": "hightech_revenue_growth",
    "hightech_rd_expenditure": "hightech_research",
    "hightech_rd_expenditure_growth": "hightech_research_growth",
    "hotline_12345_cases": "hotline_requests",
    "hotline_12345_cases_growth": "hotline_requests_growth",
    "jobs_hard_to_employ_assisted": "jobseekers_helped",
    "listed_companies_a_share": "a_share_companies",
    "listed_companies_new": "new_listed_companies",
    "listed_companies_overseas": "overseas_companies",
    "listed_companies_total": "listed_companies",
    "little_giant_enterprises": "little_giants",
    "loan_renewal_amount": "renewal_loan_amount",
    "loan_renewal_applications": "renewal_loans",
    "national_hightech_enterprises": "hightech_enterprises",
    "pm25_annual_change": "pm25_change",
    "pm25_annual_mean": "pm25",
    "pm25_district_max": "pm25_highest_district",
    "pm25_district_min": "pm25_lowest_district",
    "pm25_h1_mean": "pm25_first_half",
    "pm25_month_06": "pm25_june",
    "pm25_month_08": "pm25_august",
    "pm25_month_09": "pm25_september",
    "pm25_month_11": "pm25_november",
    "public_rental_units_allocated": "rental_homes_allotted",
    "retail_sales_h1": "retail_sales_first_half",
    "retail_sales_h1_growth": "retail_sales_first_half_growth",
    "retail_sales_jan_aug": "retail_sales_to_august",
    "retail_sales_jan_aug_growth": "retail_sales_to_august_growth",
    "software_info_service_revenue": "software_revenue",
    "star_market_companies": "star_companies",
    "star_market_share_of_china": "star_share_of_country",
    "star_market_share_of_city": "star_share_of_parent",
    "tax_and_fee_cuts": "tax_relief",
    "technology_contract_value": "technology_contracts",
    "total_market_consumption": "market_consumption",
    "total_market_consumption_growth": "consumption_growth",
    "total_market_consumption_h1_growth": "consumption_first_half_growth",
}
"""Their names for measures, where ours are others."""
WIDER = {
    ("listed_companies", 2018): "listed_companies_wide",
    ("renewal_loan_amount", 2022): "renewals_and_first_loans",
    ("tax_relief", 2022): "tax_relief_and_deferrals",
}
"""What they list under one name although the source counts more."""


def facts() -> list[dict[str, str]]:
    if not FACTS.is_file():
        pytest.skip(
            "the list of published figures is not at hand: REPORTCARD_FACTS names its folder"
        )
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def observations() -> dict[tuple[str, str, int], list[tuple[str, Observation]]]:
    archive = load_archive(HERE / "data")
    found: dict[tuple[str, str, int], list[tuple[str, Observation]]] = {}
    for o in archive.observations:
        url = archive.documents[o.document].url
        found.setdefault((o.indicator, o.ref_area, o.time_period), []).append((url, o))
    return found


def wanted(row: dict[str, str]) -> tuple[str, str, int]:
    name, year = NAMES.get(row["indicator"], row["indicator"]), int(row["year"])
    return WIDER.get((name, year), name), row["place"], year


def kept(row: dict[str, str]) -> bool:
    address = row["source_url"].split(" ")[0]
    value = Fraction(row["value"]) * SCALES.get(row["unit"], 1)
    return any(
        address in (url, *(m.row["url"] for m in o.mentions)) and o.value == value
        for url, o in observations().get(wanted(row), ())
    )


def test_every_row_is_in_the_archive_or_in_the_list_of_what_was_left_out() -> None:
    left = {(r["ref_area"], r["time_period"], r["what"], r["url"]) for r in rows()}
    lost = [
        row
        for row in facts()
        if not kept(row)
        and (row["place"], row["year"], row["indicator"], row["source_url"]) not in left
    ]
    assert not lost, lost[:5]


def test_nothing_is_in_both() -> None:
    rows_of = {(r["ref_area"], r["time_period"], r["what"], r["url"]) for r in rows()}
    both = [
        row
        for row in facts()
        if kept(row) and (row["place"], row["year"], row["indicator"], row["source_url"]) in rows_of
    ]
    assert not both


def rows() -> list[dict[str, str]]:
    return [row.cells for row in read_csv(LEFT_OUT, COLUMNS)]


def test_whatever_is_left_out_has_its_source_and_a_reason() -> None:
    assert rows()
    assert all(all(cells[c].strip() for c in COLUMNS) for cells in rows())
