using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class LoadSharesTests
{
    private static readonly StatementStatistics Known = Statements(("SELECT a FROM t", 100), ("SELECT b FROM t", 300), ("SELECT c FROM t", 600));

    private static readonly StatementStatistics Stopped = Known with
    {
        Statements = [.. Known.Statements.Select((statement, i) => statement with { Buffers = i == 2 ? 0 : 100 * (i + 1), IsCutShort = i == 2 })],
    };

    [Fact]
    public void A_statement_that_was_stopped_leaves_the_others_their_shares_of_the_buffers()
    {
        var shares = new LoadShares(Stopped, endpoints: null);

        shares.BuffersOf(Stopped.Statements[0].StatementId).ShouldBe(Ratio.Of(100, 300));
        shares.BuffersOf(Stopped.Statements[1].StatementId).ShouldBe(Ratio.Of(200, 300));
        shares.BuffersOf(Stopped.Statements[2].StatementId).ShouldBeNull();
    }

    [Fact]
    public void Its_facts_are_bounds_and_no_buffers()
    {
        var facts = new LoadShares(Stopped, endpoints: null).FactsOf(Stopped.Statements[2].StatementId).Select(fact => fact.Name).ToList();

        facts.ShouldContain("mean execution time, at least");
        facts.ShouldNotContain("buffers a call");
        facts.ShouldNotContain("mean execution time");
    }
}
