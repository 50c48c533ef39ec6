using Headroom.Collect.Host;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Host;

public sealed class ProcessStatTests
{
    private const string Fields = "7 42 41 0 -1 4194304 100 0 0 0 11 12 13 14 20 0 1 0 9000 0 0";

    [Theory]
    [InlineData("postgres")]
    [InlineData("a ) S 1 2 (b) ")]
    public void The_fields_are_counted_from_the_end_of_the_name(string name) =>
        ProcessStat.Parse(42, $"42 ({name}) S {Fields}\n").ShouldBe(new ProcessStat(42, 7, 41, HasEnded: false, OwnTicks: 23, TicksWithEnded: 50, Start: 9000));

    [Theory]
    [InlineData("Z", true)]
    [InlineData("X", true)]
    [InlineData("T", false)]
    public void A_zombie_has_ended(string state, bool hasEnded) => ProcessStat.Parse(42, $"42 (x) {state} {Fields}")!.HasEnded.ShouldBe(hasEnded);

    [Theory]
    [InlineData("")]
    [InlineData("42 (x) S 7 42 41")]
    public void A_text_that_is_cut_off_is_none(string text) => ProcessStat.Parse(42, text).ShouldBeNull();

    [Fact]
    public void This_process_is_among_all() =>
        ProcessStat.All().ShouldContain(process => process.Pid == Environment.ProcessId && !process.HasEnded && process.Start > 0);

    [Fact]
    public void One_that_is_gone_is_none() => ProcessStat.Of(int.MaxValue).ShouldBeNull();
}
