using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class StatementLayoutTests
{
    [Theory]
    [InlineData("SELECT  a,\n\tb\r\nFROM t", "SELECT a, b FROM t")]
    [InlineData("  SELECT 1  ", "SELECT $0")]
    [InlineData("SET statement_timeout = '5s'", "SET statement_timeout = $0")]
    [InlineData("SELECT 'sekret  4711', E'it\\'s', $tag$sekret$tag$, 1.5e3", "SELECT $0, $0, $0, $0")]
    [InlineData("SELECT a -- sekret\nFROM t /* sekret */ WHERE id = $1", "SELECT a FROM t WHERE id = $1")]
    [InlineData("SELECT count(*)FROM t", "SELECT count(*)FROM t")]
    [InlineData("SELECT \"two  words\" FROM t", "SELECT \"two  words\" FROM t")]
    [InlineData("", "")]
    public void A_statement_lies_on_one_line_without_values(string sql, string line) => StatementLayout.Compact(sql).ShouldBe(line);

    [Fact]
    public void A_laid_out_statement_stays_as_it_is()
    {
        var once = StatementLayout.Compact("SELECT a\nFROM t\nWHERE b = 'x' AND c = ANY($1)");

        StatementLayout.Compact(once).ShouldBe(once);
    }
}
