using Headroom.Experiments.Probes;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class AnswerTallyTests
{
    [Fact]
    public void Tells_how_many_were_answered_what_the_most_frequent_first()
    {
        var answers = Of(200, 404, 404, 429, null);

        answers.ToString().ShouldBe("answered 404 to 2 of 5 requests, answered 200 to 1, answered 429 (a rate limit) to 1, gave no answer (timeout) to 1");
        (answers.Sent, answers.Succeeded, answers.Refused).ShouldBe((5, 1, 1));
    }

    [Fact]
    public void Tells_of_one_request_as_one() => Of(401).ToString().ShouldBe("answered 401 to 1 of 1 request");

    [Theory]
    [InlineData(204, 1, 0)]
    [InlineData(302, 1, 0)]
    [InlineData(304, 1, 0)]
    [InlineData(404, 0, 0)]
    [InlineData(429, 0, 1)]
    [InlineData(503, 0, 1)]
    [InlineData(null, 0, 0)]
    public void Knows_successes_and_refusals(int? status, int succeeded, int refused)
    {
        var answers = Of(status);

        (answers.Succeeded, answers.Refused).ShouldBe((succeeded, refused));
    }

    internal static AnswerTally Of(params int?[] statuses)
    {
        var answers = new AnswerTally();
        foreach (var status in statuses)
        {
            answers.Add(new Reply { Status = status, Error = status is null ? ErrorKind.Timeout : ErrorKind.None });
        }

        return answers;
    }
}
