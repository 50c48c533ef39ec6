using Headroom.Experiments.Processes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Processes;

public sealed class AffinityTests
{
    [Fact]
    public void A_thread_has_other_processors_for_as_long_as_something_is_done_on_them()
    {
        var own = Affinity.Own();
        IReadOnlyList<int> meanwhile = [];

        Affinity.On([own[^1]], () => meanwhile = Affinity.Own());

        meanwhile.ShouldHaveSingleItem().ShouldBe(own[^1]);
        Affinity.Own().ShouldBe(own);
    }

    [Fact]
    public void An_action_that_fails_leaves_the_thread_as_it_was()
    {
        var own = Affinity.Own();

        Should.Throw<InvalidOperationException>(() => Affinity.On([own[0]], () => throw new InvalidOperationException("failed")));

        Affinity.Own().ShouldBe(own);
    }

    [Fact]
    public void Processors_that_nobody_has_keep_nobody_from_what_is_to_be_done()
    {
        var isDone = false;

        Affinity.On([8191], () => isDone = true);

        isDone.ShouldBeTrue();
    }
}
