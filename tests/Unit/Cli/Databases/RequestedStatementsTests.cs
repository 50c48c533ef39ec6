using Headroom.Cli.Databases;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class RequestedStatementsTests
{
    [Theory]
    [InlineData("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = excluded.b", true)]
    [InlineData("INSERT INTO t SELECT * FROM unnest($1::int[], $2::text[])", true)]
    [InlineData("INSERT INTO t SELECT v.a FROM (VALUES ($1), ($2)) v (a)", true)]
    [InlineData("INSERT INTO t VALUES ('SELECT 1 FROM orders')", true)]
    [InlineData("COPY t FROM STDIN", true)]
    [InlineData("INSERT INTO archive SELECT * FROM orders WHERE closed_at < $1", false)]
    [InlineData("INSERT INTO t (a) VALUES ((SELECT id FROM public.\"Users\" WHERE mail = $1))", false)]
    [InlineData("UPDATE t SET a = 1 WHERE b = $1", false)]
    [InlineData("WITH x AS (SELECT $1) INSERT INTO t SELECT * FROM x", false)]
    public void An_insert_that_reads_a_table_does_not_only_pay(string query, bool pays) => RequestedStatements.OnlyPays(query).ShouldBe(pays);
}
