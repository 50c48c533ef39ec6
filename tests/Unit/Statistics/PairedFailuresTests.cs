using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class PairedFailuresTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 9)]
    [InlineData(9, 3)]
    [InlineData(7, 7)]
    [InlineData(0, 14)]
    public void Agrees_with_counting_all_outcomes(int onlyBase, int onlyRemedy)
    {
        var n = onlyBase + onlyRemedy;
        var counts = Enumerable.Range(0, 1 << n).Select(static outcome => System.Numerics.BitOperations.PopCount((uint)outcome)).ToArray();
        var failures = new PairedFailures(1000, onlyBase, onlyRemedy);
        failures.Less.ShouldBe(counts.Count(count => count <= onlyRemedy) / (double)counts.Length, 1e-12);
        failures.Greater.ShouldBe(counts.Count(count => count >= onlyRemedy) / (double)counts.Length, 1e-12);
        failures.TwoSided.ShouldBe(Math.Min(1, 2 * Math.Min(failures.Less, failures.Greater)));
    }

    // Over all tables of n requests, weighed by their probability where the remedy fails by exactly the margin more: the size of the test.
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void Non_inferiority_is_claimed_wrongly_no_more_often_than_alpha(double baseAlone)
    {
        const int Requests = 60;
        const double Margin = 0.1;
        foreach (var alpha in new[] { 0.01, 0.05 })
        {
            Tables(Requests, baseAlone, baseAlone + Margin).Where(table => table.Failures.NonInferiority(Margin) <= alpha).Sum(static table => table.Chance)
                .ShouldBeLessThanOrEqualTo(alpha);
        }
    }

    [Fact]
    public void Non_inferiority_is_shown_by_a_service_that_never_fails()
    {
        new PairedFailures(10_000, 0, 0).NonInferiority(0.001).ShouldBeLessThan(0.001);
        new PairedFailures(1_000, 0, 0).NonInferiority(0.001).ShouldBeGreaterThan(0.05);
        new PairedFailures(0, 0, 0).NonInferiority(0.001).ShouldBe(1);
    }

    [Fact]
    public void Non_inferiority_is_not_shown_where_the_remedy_fails_more()
    {
        new PairedFailures(10_000, 20, 20).NonInferiority(0.005).ShouldBeLessThan(0.01);
        new PairedFailures(10_000, 20, 80).NonInferiority(0.005).ShouldBeGreaterThan(0.2);
        new PairedFailures(10_000, 80, 20).NonInferiority(0.005).ShouldBeLessThan(0.001);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 9)]
    public void The_requests_that_it_takes_to_tell_are_just_enough(long onlyBase, long onlyRemedy)
    {
        var failures = new PairedFailures(200, onlyBase, onlyRemedy);

        var enough = failures.RequestsToTell(0.005, 0.01).ShouldNotBeNull();

        (failures with { Requests = enough }).NonInferiority(0.005).ShouldBeLessThan(0.01);
        (failures with { Requests = enough - 1 }).NonInferiority(0.005).ShouldBeGreaterThanOrEqualTo(0.01);
        failures.RequestsToTell(0.005, 0.0001).ShouldBeNull();
    }

    private static IEnumerable<(PairedFailures Failures, double Chance)> Tables(int n, double onlyBase, double onlyRemedy)
    {
        for (var b = 0; b <= n; b++)
        {
            for (var r = 0; b + r <= n; r++)
            {
                var ways = Enumerable.Range(1, b).Aggregate(1.0, (product, i) => product * (n - b + i) / i)
                    * Enumerable.Range(1, r).Aggregate(1.0, (product, i) => product * (n - b - r + i) / i);
                yield return (new PairedFailures(n, b, r), ways * Math.Pow(onlyBase, b) * Math.Pow(onlyRemedy, r) * Math.Pow(1 - onlyBase - onlyRemedy, n - b - r));
            }
        }
    }
}
