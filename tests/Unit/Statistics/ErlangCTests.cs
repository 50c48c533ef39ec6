using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public sealed class ErlangCTests
{
    [Theory]
    [InlineData(8, 10, 0.4092)]
    [InlineData(4, 5, 0.5541)]
    [InlineData(2, 3, 0.4444)]
    [InlineData(1, 2, 0.3333)]
    public void Agrees_with_published_tables(double load, int servers, double expected) => ErlangC.Waiting(load, servers).ShouldBe(expected, 5e-5);

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.9)]
    public void One_server_is_waited_for_as_often_as_it_is_busy(double load) => ErlangC.Waiting(load, 1).ShouldBe(load, 1e-12);

    [Theory]
    [InlineData(0.5, 4)]
    [InlineData(8, 10)]
    [InlineData(120, 130)]
    public void Agrees_with_the_sum_over_all_states(double load, int servers)
    {
        var terms = Enumerable.Range(0, servers).Select(busy => Term(load, busy)).ToList();
        var waits = Term(load, servers) * servers / (servers - load);

        ErlangC.Waiting(load, servers).ShouldBe(waits / (terms.Sum() + waits), 1e-9);
    }

    [Fact]
    public void Nobody_waits_where_nobody_comes_and_everybody_where_all_servers_do_not_suffice()
    {
        ErlangC.Waiting(0, 3).ShouldBe(0);
        ErlangC.Waiting(3, 3).ShouldBe(1);
        ErlangC.Waiting(7, 3).ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 4)]
    [InlineData(1, 5)]
    [InlineData(8, 16)]
    public void The_fewest_servers_keep_the_share_and_one_fewer_does_not(double load, int expected)
    {
        var servers = ErlangC.Servers(load, 0.01);

        servers.ShouldBe(expected);
        ErlangC.Waiting(load, servers).ShouldBeLessThanOrEqualTo(0.01);
        if (servers > 1)
        {
            ErlangC.Waiting(load, servers - 1).ShouldBeGreaterThan(0.01);
        }
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(1, 0)]
    public void What_is_no_load_or_no_server_is_refused(double load, int servers) =>
        Should.Throw<ArgumentOutOfRangeException>(() => ErlangC.Waiting(load, servers));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void What_is_no_share_is_refused(double share) => Should.Throw<ArgumentOutOfRangeException>(() => ErlangC.Servers(1, share));

    // load^busy / busy!, by logarithms: the powers alone go beyond what a number holds.
    private static double Term(double load, int busy) => Math.Exp((busy * Math.Log(load)) - Enumerable.Range(1, busy).Sum(factor => Math.Log(factor)));
}
