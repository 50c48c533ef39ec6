using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Headroom.Report.Tables;
using Headroom.Tests.Unit.Analyze;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Tables;

public sealed class FindingFactsTests
{
    private static readonly StatementStatistics Known = Given.Statements(("SELECT a FROM t", 100), ("SELECT b FROM t", 900));

    private static readonly Subject Slow = new() { Endpoint = "GET /clips", StatementId = Known.Statements[1].StatementId };

    [Fact]
    public void Where_neither_the_saving_nor_the_share_is_known_there_are_no_words()
    {
        Share(new Subject { Table = "clips" }).ShouldBe("");
        Share(new Subject { Endpoint = "GET /clips", StatementId = "5be80c11" }).ShouldBe("");
        Share(new Subject { Endpoint = "POST /votes" }).ShouldBe("");
        Share(new Subject { Role = "clipper" }).ShouldBe("");
        Share(new Subject { Dependency = "partners" }).ShouldBe("time spent waiting for partners");
    }

    [Fact]
    public void What_a_statement_takes_is_told_where_only_the_saving_is_unknown() =>
        Share(Slow, FactsOf(Known)).ShouldBe("its statement takes 90.0 % of the database time under load");

    [Fact]
    public void A_share_that_the_time_limit_cut_says_so()
    {
        var stopped = Known with { Statements = [Known.Statements[0], Known.Statements[1] with { IsCutShort = true }] };

        Share(Slow, FactsOf(stopped)).ShouldBe("its statement takes 90.0 % of the database time under load, with its own at the time limit");
    }

    [Fact]
    public void A_share_of_the_time_is_that_of_the_statement_which_is_shown() => FindingFacts
        .Numbers(SampleResult.Blocked.Findings[0] with { Subject = Slow, Share = new Ratio(0.95), Facts = FactsOf(Known) })
        .ShouldContain(("the statement's share of the database's execution time", "90.0 %"));

    private static List<Fact> FactsOf(StatementStatistics statements) =>
        [.. new LoadShares(statements, endpoints: null).FactsOf(Known.Statements[1].StatementId)];

    private static string Share(Subject subject, List<Fact>? facts = null) => FindingFacts.Share(
        SampleResult.Blocked,
        SampleResult.Blocked.Findings[0] with { Subject = subject, Share = null, Facts = facts ?? [] });
}
