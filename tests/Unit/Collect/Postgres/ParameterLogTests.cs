using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class ParameterLogTests
{
    private const string ById = "SELECT a FROM t WHERE id = $1";

    [Fact]
    public void The_same_statement_with_the_same_values_is_a_repeat() =>
        Repeats(At(0, ById, "1"), At(1, ById, "1"), At(2, ById, "2"), At(3, ById, "1")).ShouldBe([new StatementRepeat(StatementText.IdOf(ById), 4, 2)]);

    [Fact]
    public void Another_value_is_none() => Repeats(At(0, ById, "1"), At(1, ById, "2"), At(2, ById, null), At(3, ById, "")).Single().Repeats.ShouldBe(0);

    [Fact]
    public void Constants_within_the_text_are_values() =>
        Repeats(At(0, "SELECT a FROM t WHERE id = 1"), At(1, "SELECT a FROM t WHERE id = 2"), At(2, "SELECT a FROM t WHERE id = 1")).Single()
            .ShouldBe(new StatementRepeat(StatementText.IdOf(ById), 3, 1));

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    public void What_lies_longer_ago_is_none(int seconds, long repeats) => Repeats(At(seconds, ById, "1"), At(0, ById, "1")).Single().Repeats.ShouldBe(repeats);

    private static IReadOnlyList<StatementRepeat> Repeats(params ParameterLog.Execution[] executions) => ParameterLog.RepeatsOf(executions, TimeSpan.FromSeconds(10));

    private static ParameterLog.Execution At(int second, string query, params string?[]? values) =>
        new(DateTimeOffset.UnixEpoch.AddSeconds(second), query, values ?? [null]);
}
