using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Evidence;

public sealed class LoadRungTests
{
    private static LoadRung Rung => GivenServer.Rung(1);

    [Theory]
    [InlineData(10, 0, true)]
    [InlineData(11, 0, false)]
    [InlineData(505, 500, true)]
    [InlineData(506, 500, false)]
    [InlineData(1000, 1000, false)]
    public void One_percent_of_the_requests_may_fail_and_refusals_of_a_rate_limit_do_not_count(long failed, long refused, bool borne) =>
        (Rung with { Failed = failed, Refused = refused }).IsBorne().ShouldBe(borne);

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Two_percent_of_the_arrivals_may_be_held_up(long heldUp, bool borne) => (Rung with { HeldUp = heldUp }).IsBorne().ShouldBe(borne);

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void One_percent_of_the_arrivals_may_be_lost_by_the_generator(long lost, bool offered) =>
        (Rung with { Lost = lost }).IsOffered().ShouldBe(offered);

    [Theory]
    [InlineData(0.96, 11, false)]
    [InlineData(0.96, 10, true)]
    [InlineData(0.95, 11, true)]
    [InlineData(null, 11, true)]
    public void A_generator_without_time_left_while_arrivals_waited_did_not_offer_it(double? busy, long heldUp, bool offered) =>
        (Rung with { SenderBusy = busy, HeldUp = heldUp }).IsOffered().ShouldBe(offered);

    [Fact]
    public void A_rung_in_which_nothing_ended_was_not_borne() => (Rung with { Requests = 0 }).IsBorne().ShouldBeFalse();
}
