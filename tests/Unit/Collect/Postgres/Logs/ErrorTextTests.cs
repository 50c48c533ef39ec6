using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Collect.Postgres.Logs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("relation \"users2\" does not exist at character 15", "relation \"users2\" does not exist")]
    [InlineData("syntax error at or near \"secret\"", "syntax error at or near \"…\"")]
    [InlineData("value too long for type character varying(20)", "value too long for type character varying(?)")]
    [InlineData("terminating connection of bob@example.com", "terminating connection of ?")]
    [InlineData("bad value 'a b' and token ab12cd\nsecond line", "bad value ? and token ?")]
    [InlineData("password authentication failed for user \"app\"", "password authentication failed for user \"app\"")]
    public void Values_go_and_names_stay(string message, string text) => ErrorText.Of(Encoding.UTF8.GetBytes(message)).ShouldBe(text);

    [Fact]
    public void No_text_makes_it_fail() =>
        Prop.ForAll<string>(text => ErrorText.Of(Encoding.UTF8.GetBytes(text ?? "")).Length <= 300).QuickCheckThrowOnFailure();
}
