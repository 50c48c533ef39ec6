using Headroom.Model.Findings;
using Headroom.Report.Artifacts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Artifacts;

public sealed class LockSafeSqlTests
{
    [Fact]
    public void An_index_is_built_without_time_limits_after_what_a_failed_build_left_is_dropped()
    {
        var sql = LockSafeSql.Of(Remedy(RemedyKind.Index, "CREATE INDEX CONCURRENTLY a_b_idx ON s.a (b);", "DROP INDEX CONCURRENTLY s.\"a'b_idx\";")).ShouldNotBeNull();

        sql.Up.ShouldBe("SET lock_timeout = 0;\nSET statement_timeout = 0;\nCREATE INDEX CONCURRENTLY a_b_idx ON s.a (b);\nRESET statement_timeout;\nRESET lock_timeout;");
        sql.Before.ShouldNotBeNull().ShouldContain("NOT indisvalid AND indexrelid IN (to_regclass('s.\"a''b_idx\"'))");
        sql.Check.ShouldNotBeNull().ShouldEndWith("IN (to_regclass('s.\"a''b_idx\"'));");
        sql.Down.ShouldNotBeNull().ShouldContain("SET lock_timeout = 0;");
    }

    [Fact]
    public void A_change_of_a_table_waits_for_its_lock_within_a_limit() =>
        LockSafeSql.Of(Remedy(RemedyKind.Maintenance, "ALTER TABLE a SET (fillfactor = 90);", null)).ShouldNotBeNull()
            .Up.ShouldBe("SET lock_timeout = '2s';\nALTER TABLE a SET (fillfactor = 90);\nRESET lock_timeout;");

    [Theory]
    [InlineData("SET lock_timeout = '5s'; ALTER TABLE a ALTER b SET STATISTICS 500;")]
    [InlineData("ALTER ROLE \"shop\" SET statement_timeout = '5s';")]
    public void What_has_a_limit_or_takes_no_lock_stays_as_it_is(string up) => LockSafeSql.Of(Remedy(RemedyKind.Setting, up, null)).ShouldNotBeNull().Up.ShouldBe(up);

    [Theory]
    [InlineData("Set the limit above the legitimate peak rate of one client.")]
    [InlineData("SET LOCAL work_mem = '64MB';")]
    [InlineData("Install the server's contrib package, then: CREATE EXTENSION pg_stat_statements;")]
    public void What_is_no_statement_to_be_run_once_is_no_SQL(string up) => LockSafeSql.Of(Remedy(RemedyKind.Setting, up, null)).ShouldBeNull();

    private static Remedy Remedy(RemedyKind kind, string up, string? down) => new() { Kind = kind, Scope = RemedyScope.Schema, Up = up, Down = down, Risk = "none" };
}
