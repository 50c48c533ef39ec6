using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class SqlParametersTests
{
    [Theory]
    [InlineData("SELECT 1", 0)]
    [InlineData("SELECT $2, '$3' -- $4", 2)]
    public void The_highest_number_counts(string query, int count) => SqlParameters.CountOf(query).ShouldBe(count);

    [Fact]
    public void Sets_of_another_length_and_zero_bytes_do_not_fit()
    {
        SqlParameters.Fitting("SELECT $1, $2", [["1", "2"], ["1"], ["1", null], ["1", "a\0b"]]).ShouldBe([["1", "2"], ["1", null]]);
        SqlParameters.Fitting("SELECT 1", []).ShouldHaveSingleItem().ShouldBeEmpty();
        SqlParameters.Fitting("SELECT $1", [[]]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("VACUUM orders", "it begins with VACUUM, and only SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES can be explained")]
    [InlineData("SELECT 1; SELECT 2", "its text is more than one statement")]
    [InlineData("SELECT $1", "it has parameters, and no values are known for them")]
    [InlineData("(SELECT 1) UNION SELECT 2;", null)]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a", null)]
    [InlineData("/* why */ TABLE orders", null)]
    public void What_cannot_be_explained_has_a_reason(string query, string? reason) => SqlParameters.WhyNot(query, []).ShouldBe(reason);
}
