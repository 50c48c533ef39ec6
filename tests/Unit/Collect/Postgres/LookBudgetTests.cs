using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class LookBudgetTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1), s_interval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Short_looks_need_no_rest() => Looks(new LookBudget(), 100, TimeSpan.FromMilliseconds(5)).Pause.ShouldBe(TimeSpan.Zero);

    [Fact]
    public void The_first_look_is_followed_by_nine_times_its_length() =>
        new LookBudget().RestAfter(TimeSpan.Zero, s_second).ShouldBe(9 * s_second);

    [Fact]
    public void One_that_hangs_after_many_short_ones_is_paid_for()
    {
        var budget = new LookBudget();
        var (at, _) = Looks(budget, 200, TimeSpan.FromMilliseconds(1));

        budget.RestAfter(at, s_second).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Where_all_looks_become_long_the_server_is_busy_with_a_tenth_of_them_soon()
    {
        var budget = new LookBudget();
        var (begun, _) = Looks(budget, 10_000, TimeSpan.FromMilliseconds(1));

        var (end, _) = Looks(budget, 100, s_second, begun);

        (100 * s_second / (end - begun)).ShouldBeInRange(0.1, 0.102);
    }

    // When the next one would begin, and the last rest.
    private static (TimeSpan At, TimeSpan Pause) Looks(LookBudget budget, int count, TimeSpan took, TimeSpan at = default)
    {
        var rest = TimeSpan.Zero;
        for (var look = 0; look < count; look++)
        {
            rest = budget.RestAfter(at, took);
            var pause = took < s_interval ? s_interval - took : TimeSpan.Zero;
            at += took + (rest > pause ? rest : pause);
        }

        return (at, rest);
    }
}
