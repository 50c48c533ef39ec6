using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
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
}
