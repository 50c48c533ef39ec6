using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class EndpointAlonePassTests
{
    private static readonly IReadOnlyList<StatementMetrics> Hundred = Given.Statements(("SELECT 1", 5)).Statements;

    [Fact]
    public void Statements_are_shared_out_among_all_requests_that_were_answered()
    {
        // One success of four: the statements of the others are not its own.
        EndpointAlonePass.PerRequest(Hundred, AnswerTallyTests.Of(200, 404, 500, null)).ShouldHaveSingleItem().CallsPerRequest.ShouldBe(25);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void Requests_that_were_refused_take_no_part(int refusal) =>
        EndpointAlonePass.PerRequest(Hundred, AnswerTallyTests.Of(200, 200, refusal)).ShouldHaveSingleItem().CallsPerRequest.ShouldBe(50);

    [Fact]
    public void Nothing_is_told_of_an_endpoint_without_a_success() =>
        EndpointAlonePass.PerRequest(Hundred, AnswerTallyTests.Of(404, 404)).ShouldBeEmpty();

    [Theory]
    [InlineData("${uuid}")]
    [InlineData("${iteration}")]
    public void A_write_is_none_that_the_load_or_another_write_of_the_pass_has_sent(string key)
    {
        var write = new RequestTemplate { Method = "POST", Path = "/orders", Endpoint = "POST /orders", Body = $"key={key}" };

        var (sent, pass) = (Bodies(write, 1000, ofPass: false), Bodies(write, 12, ofPass: true));

        pass.Distinct().Count().ShouldBe(12);
        pass.Intersect(sent).ShouldBeEmpty();
    }

    [Fact]
    public void A_read_is_one_that_the_load_has_sent()
    {
        var read = new RequestTemplate { Method = "GET", Path = "/orders/${iteration}", Endpoint = "GET /orders/{id}" };

        Paths(read, ofPass: true).ShouldBe(Paths(read, ofPass: false));
    }

    private static IReadOnlyList<string?> Bodies(RequestTemplate template, int count, bool ofPass) =>
        [.. Drawn(template, count, ofPass).Select(static request => request.Body)];

    private static IReadOnlyList<string> Paths(RequestTemplate template, bool ofPass) =>
        [.. Drawn(template, 12, ofPass).Select(static request => request.PathAndQuery)];

    // The load draws by the seed of the plan and the number of the iteration, as the renderer does.
    private static IReadOnlyList<RenderedRequest> Drawn(RequestTemplate template, int count, bool ofPass)
    {
        var renderer = new RequestRenderer(GivenLoad.Of(template.Method), seed: 1, TimeProvider.System);
        var draws = new FreshDraws(renderer, TimeProvider.System);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(number => ofPass ? EndpointAlonePass.Draw(template, number, renderer, draws) : renderer.Render(template, number)),
        ];
    }
}
