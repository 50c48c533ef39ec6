using Headroom.Analyze.Derive;
using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class OpaqueWorkTests
{
    private const string Query = "SELECT id FROM orders WHERE id = $1";

    [Theory]
    [InlineData("FETCH 100 FROM c1", 101, "FETCH does not tell what it executes")]
    [InlineData("call settle($1)", 101, "CALL does not tell what it executes")]
    [InlineData("FETCH 100 FROM c1", 100, null)] // a tenth of the time
    [InlineData("COMMIT", 900, null)]
    [InlineData("SELECT fetch FROM calls", 900, null)]
    public void What_is_fetched_or_called_is_not_known(string query, double milliseconds, string? told)
    {
        var reason = OpaqueWork.Of(Statements((query, milliseconds), (Query, 1000 - milliseconds)));

        reason.ShouldBe(told is null ? null : $"the statements that matter could not be looked at: {told}");
    }

    [Fact]
    public void What_ran_a_few_times_is_a_job()
    {
        var statements = Statements(("CALL tidy()", 900), (Query, 100));

        OpaqueWork.Of(statements with { Statements = [statements.Statements[0] with { Calls = 9 }, statements.Statements[1]] }).ShouldBeNull();
        OpaqueWork.Of(null).ShouldBeNull();
    }

    [Theory]
    [InlineData(400, true)] // all but a tenth of the time
    [InlineData(399, false)]
    public void What_the_server_counts_inside_of_them_is_known(double milliseconds, bool known)
    {
        var statements = Statements(("CALL settle($1)", 500), ("UPDATE orders SET state = $1", 500));

        var reason = OpaqueWork.Of(statements with { NestedTime = TimeSpan.FromMilliseconds(milliseconds) });

        (reason is null).ShouldBe(known);
    }

    [Fact]
    public void A_load_behind_cursors_is_not_clean()
    {
        var evidence = Set(
            (StatementPlans.Kind, Plans((Query, Scan("orders", 1, 0, "(id = $1)")))),
            (DatabaseCatalogue.Kind, Catalogue([Table("orders", 90_000, "id")])),
            (StatementStatistics.Kind, Statements(("FETCH 100 FROM c1", 500), (Query, 500))));

        OffsetPagination.Detector.Run(evidence).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("FETCH");
        UnindexedFilter.Detector.Run(evidence).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("FETCH");
    }
}
