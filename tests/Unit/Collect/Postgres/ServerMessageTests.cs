using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class ServerMessageTests
{
    [Theory]
    [InlineData("42703", "column \"x\" does not exist", "column \"x\" does not exist (42703)")]
    [InlineData("22P02", "invalid input syntax for type integer: \"hidden\"", "a value does not have the form of its type, such as {a,b} of an array (22P02)")]
    [InlineData("P0001", "raised with hidden", "error P0001, whose text may hold values")]
    public void A_refusal_that_may_quote_data_is_only_a_code(string state, string message, string shown) =>
        ServerMessage.Of(new PostgresException(message, "ERROR", "ERROR", state)).ShouldBe(shown);

    [Fact]
    public async Task A_collectors_cause_quotes_no_data()
    {
        var collected = await CollectorHost.RunAsync<RoleSettings>(
            "settings", _ => throw new PostgresException("invalid input syntax: \"hidden\"", "ERROR", "ERROR", "22P02"),
            TimeSpan.FromSeconds(5), TimeProvider.System, TestContext.Current.CancellationToken);

        collected.ShouldBeOfType<Collected.Failed>().Cause.ShouldBe("settings: a value does not have the form of its type, such as {a,b} of an array (22P02)");
    }
}
