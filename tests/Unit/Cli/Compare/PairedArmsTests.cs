using Headroom.Cli.Compare;
using Headroom.Experiments.Blocks;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Compare;

public sealed class PairedArmsTests
{
    [Fact]
    public void Both_arms_have_all_processors_but_one_where_there_are_three()
    {
        PairedArms.OfArms([0, 2, 3]).ShouldBe([2, 3]);
        PairedArms.OfArms([0, 1]).ShouldBeNull();
        PairedArms.OfArms([]).ShouldBeNull();
    }

    [Fact]
    public void A_write_whose_repeat_is_answered_otherwise_is_left_out_of_the_blocks_which_are_as_long_as_the_rest_asks_for()
    {
        var request = PairedArms.Repeatable(Blocks("POST /seats", "GET /seats"), Answered(("POST /seats", 3), ("GET /seats", 0)));

        request.Load.Requests().ShouldHaveSingleItem().Endpoint.ShouldBe("GET /seats");
        request.Block.ShouldBe(TimeSpan.FromSeconds(5)); // a hundred requests a second are left of two hundred
    }

    [Fact]
    public void Where_all_answers_are_alike_the_blocks_stay_as_they_are()
    {
        var request = Blocks("POST /seats", "GET /seats");

        PairedArms.Repeatable(request, Answered(("POST /seats", 0), ("GET /seats", 0))).ShouldBeSameAs(request);
    }

    [Fact]
    public void A_load_of_such_writes_alone_measures_nothing_and_says_what_to_give_instead() =>
        Should.Throw<UnrepeatableLoadException>(() => PairedArms.Repeatable(Blocks("POST /seats"), Answered(("POST /seats", 20))))
            .Message.ShouldContain("expected a load that reads, too (--scenario FILE takes another)");

    private static BlockRequest Blocks(params IReadOnlyList<string> endpoints) => new()
    {
        Load = new LoadPlan
        {
            Name = "plan",
            Scenarios =
            [
                new Scenario
                {
                    Name = "one",
                    Executor = new Executor.ConstantArrivalRate(new PerSecond(100), TimeSpan.FromSeconds(1), 1),
                    Flows = [new Flow { Name = "flow", Requests = [.. endpoints.Select(Request)] }],
                },
            ],
        },
        Quantile = new Ratio(0.95),
        Effect = 0.1,
        Budget = TimeSpan.FromMinutes(10),
        Block = TimeSpan.FromSeconds(2),
        Seed = 1,
    };

    private static RequestTemplate Request(string endpoint) =>
        new() { Method = endpoint.Split(' ')[0], Path = endpoint.Split(' ')[1], Endpoint = endpoint };

    private static ContractReplay Answered(params IReadOnlyList<(string Endpoint, int OfOrder)> endpoints) => new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)),
        Provenance = "20 requests to each endpoint",
        Endpoints =
        [
            .. endpoints.Select(static endpoint => new ContractEndpoint
            {
                Endpoint = endpoint.Endpoint,
                Requests = 20,
                Compared = 20 - endpoint.OfOrder,
                OfOrder = endpoint.OfOrder,
                Different = 0,
                ComparesValues = false,
                Differences = [],
                Volatile = [],
            }),
        ],
    };
}
