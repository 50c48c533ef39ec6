using Headroom.Model.Evidence;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Model.Evidence;

public sealed class StatementStatisticsTests
{
    [Fact]
    public void Who_only_looks_at_the_server_is_no_role_of_the_application()
    {
        var seen = Statements(
            ("SELECT id FROM orders", 1), ("SELECT count(*) FROM pg_stat_activity", 1), ("SET application_name = $1", 1), ("CALL settle($1)", 1));
        string[][] roles = [["web", "reports"], ["monitor"], ["monitor", "web"], ["jobs"]];

        var statistics = seen with { Statements = [.. seen.Statements.Zip(roles, (statement, by) => statement with { Roles = by })] };

        statistics.ApplicationRoles().ShouldBe(["jobs", "reports", "web"]);
    }

    [Fact]
    public void A_statement_that_is_not_known_is_not_of_the_session()
    {
        var statistics = Statements(("BEGIN", 1), ("SELECT id FROM orders", 1));

        statistics.IsOfSession(StatementText.IdOf("BEGIN")).ShouldBeTrue();
        statistics.IsOfSession(StatementText.IdOf("SELECT id FROM orders")).ShouldBeFalse();
        statistics.IsOfSession(StatementText.IdOf("COMMIT")).ShouldBeFalse();
    }
}
