using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class LeadingWildcardTests
{
    private const string Query = "SELECT * FROM orders WHERE name LIKE $1";

    private static readonly DatabaseCatalogue Known = With("plpgsql");

    private static PlanNode Fault => Filtered("(orders.name ~~ ('%' || $1 || '%')::text)");

    private static PlanNode Worse => Scan("orders", 2, 5_000_000, "(orders.name ~~ ('%' || $1 || '%')::text)");

    [Fact]
    public void Finds_a_search_inside_texts_without_trigrams()
    {
        var finding = One(LeadingWildcard.Detector, Given.Planned(Query, Fault, Known));

        finding.Fingerprint.ShouldBe("leading-wildcard:orders(name)");
        finding.Severity.ShouldBe(Severity.High);
        finding.Remedies.ShouldHaveSingleItem().Up.ShouldEndWith("CREATE EXTENSION pg_trgm;");
    }

    [Fact]
    public void Leaves_it_to_the_missing_index_where_the_extension_is_at_hand() => LeadingWildcard.Detector.Run(Given.Planned(Query, Fault, With("pg_trgm"))).ShouldBeOfType<Outcome.NotApplicable>();

    [Fact]
    public void A_catalogue_without_extensions_is_not_run() => LeadingWildcard.Detector.Run(Given.Planned(Query, Fault, Known with { Extensions = [] })).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void Vanishes_with_a_wildcard_at_the_end() => Silent(Filtered("(orders.name ~~ ($1 || '%')::text)"));

    [Fact]
    public void An_ending_can_be_searched_in_reverse() =>
        One(LeadingWildcard.Detector, Given.Planned(Query, Filtered("(orders.name ~~ ('%' || $1)::text)"), Known)).Remedies[1].Up.ShouldContain("reverse(name) LIKE reverse(ending) || '%'");

    [Theory]
    [InlineData("(orders.name ~~* ('%' || $1)::text)", true)]
    [InlineData("(orders.name !~~ ('%' || $1)::text)", false)]
    [InlineData("(orders.name ~~ $1)", false)]
    [InlineData("(orders.name = $1)", false)]
    public void Knows_the_operators(string filter, bool found) => Run(Filtered(filter)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(1000, 9000, false)]
    [InlineData(1000, 9001, true)]
    public void Wants_more_than_nine_tenths_of_the_rows_wasted(double rows, double removed, bool found) =>
        Run(Scan("orders", rows, removed, Fault.Filter)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static DatabaseCatalogue With(string extension) => Given.Catalogue([Table("orders", 1_000_000, "id", "name")]) with { Extensions = [new ExtensionFacts(extension, null, null)] };

    private static PlanNode Filtered(string filter) => Scan("orders", 5, 1_000_000, filter);

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(LeadingWildcard.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(LeadingWildcard.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(LeadingWildcard.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        LeadingWildcard.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_missing_catalogue_is_not_run() =>
        LeadingWildcard.Detector.Run(Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => LeadingWildcard.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
