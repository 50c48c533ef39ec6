using Headroom.Experiments.Proofs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Proofs;

public sealed class RemedyScriptTests
{
    [Fact]
    public void Each_statement_stands_by_itself_with_its_line()
    {
        const string sql = """
            -- why
            CREATE INDEX a ON t (x);
            ;
            INSERT INTO t VALUES ('a;b'); /* ; */ ANALYZE t
            -- the end
            """;

        RemedyStatement.Split(sql).Select(statement => (statement.Line, statement.Text.Split('\n')[0])).ShouldBe(
            [(2, "CREATE INDEX a ON t (x);"), (4, "INSERT INTO t VALUES ('a;b');"), (4, "ANALYZE t")]);
    }

    [Theory]
    [InlineData("DO $$ BEGIN PERFORM 1; PERFORM 2; END $$;")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO (DELETE FROM u; DELETE FROM v);")]
    [InlineData("CREATE INDEX i ON t ((CASE WHEN x THEN 1 END));")]
    public void A_body_stays_whole(string sql) => RemedyStatement.Split(sql + "\nANALYZE t;").Select(statement => statement.Text).ShouldBe([sql, "ANALYZE t;"]);

    [Theory]
    [InlineData("ALTER DATABASE shop SET jit = off", "ALTER DATABASE")]
    [InlineData("create role x", "CREATE ROLE")]
    [InlineData("DROP USER x", "DROP USER")]
    [InlineData("ALTER SYSTEM SET work_mem = '1GB'", "ALTER SYSTEM")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "CREATE SUBSCRIPTION")]
    [InlineData("COMMENT ON DATABASE shop IS 'x'", "COMMENT DATABASE")]
    [InlineData("REASSIGN OWNED BY a TO b", "REASSIGN OWNED")]
    [InlineData("GRANT admin TO app", "GRANT of a role")]
    [InlineData("GRANT CONNECT ON DATABASE shop TO app", "GRANT DATABASE")]
    [InlineData("REVOKE CREATE ON TABLESPACE fast FROM app", "REVOKE TABLESPACE")]
    [InlineData("SECURITY LABEL FOR guard ON ROLE app IS 'x'", "SECURITY ROLE")]
    public void What_reaches_beyond_the_clone_is_refused_with_its_line(string statement, string named)
    {
        var (script, mistakes) = RemedyScript.Read("fix.sql", $"ANALYZE t;\n{statement};");

        script.ShouldBeNull();
        mistakes.ShouldHaveSingleItem().ShouldBe($"fix.sql:2: {named} reaches beyond the clone; expected changes within the database");
    }

    [Theory]
    [InlineData("CREATE TABLE role (id int)")]
    [InlineData("ALTER TABLE \"user\" ADD COLUMN x int")]
    [InlineData("DROP USER MAPPING FOR app SERVER s")]
    [InlineData("GRANT SELECT ON t TO app")]
    [InlineData("GRANT SELECT ON role TO app")]
    [InlineData("REVOKE SELECT ON \"database\" FROM app")]
    [InlineData("SECURITY LABEL ON TABLE t IS 'x'")]
    [InlineData("COPY t TO STDOUT")]
    [InlineData("COPY (SELECT name FROM program) TO STDOUT")]
    [InlineData("COMMENT ON TABLE t IS 'ALTER SYSTEM'")]
    [InlineData("DROP INDEX owned")]
    public void What_stays_within_the_database_is_not_refused(string statement) => RemedyScript.Read("fix.sql", statement).Script.ShouldNotBeNull().Name.ShouldBe("fix.sql");

    [Theory]
    [InlineData("COPY t TO PROGRAM 'gzip > /tmp/t.gz'")]
    [InlineData("copy t (a, b) from program $$cat /tmp/t$$ with (format csv)")]
    public void What_runs_a_command_on_the_server_is_refused_with_its_line(string statement) =>
        RemedyScript.Read("fix.sql", $"ANALYZE t;\n{statement};").Mistakes.ShouldHaveSingleItem().ShouldStartWith("fix.sql:2: COPY with PROGRAM runs a command");

    [Theory]
    [InlineData("", "fix.sql: no statement")]
    [InlineData("-- CREATE INDEX a ON t (x);\n", "fix.sql: no statement")]
    [InlineData("\\connect other", "fix.sql:1: a command of psql")]
    [InlineData("BEGIN; ANALYZE t;", "fix.sql: a transaction that is never committed")]
    [InlineData("START TRANSACTION; SAVEPOINT s; ROLLBACK TO s;", "fix.sql: a transaction that is never committed")]
    public void What_does_nothing_is_told(string sql, string told) => RemedyScript.Read("fix.sql", sql).Mistakes.ShouldHaveSingleItem().ShouldStartWith(told);

    [Theory]
    [InlineData("BEGIN; ANALYZE t; COMMIT;")]
    [InlineData("BEGIN; ANALYZE t; END")]
    public void A_transaction_that_is_committed_is_none_of_them(string sql) => RemedyScript.Read("fix.sql", sql).Mistakes.ShouldBeEmpty();
}
