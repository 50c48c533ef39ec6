using System.Text;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Tests.Unit.Load.Responses;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class PlainBodyTests
{
    private const string List = """{"items": [1, 2, 3]}""";

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void The_rows_of_a_compressed_list_are_those_of_the_plain_one(string? coding)
    {
        var (body, unreadable) = PlainBody.Of(ReplyOf(coding, ContentCodings.Encode(coding ?? "", Encoding.UTF8.GetBytes(List))));

        unreadable.ShouldBeNull();
        ResponseRows.Of(body).ShouldBe(3);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    public void A_coding_that_cannot_be_undone_is_told(string coding)
    {
        var (body, unreadable) = PlainBody.Of(ReplyOf(coding, Encoding.UTF8.GetBytes(List)));

        body.Length.ShouldBe(0);
        unreadable!.ShouldContain($"\"{coding}\"");
    }

    private static Reply ReplyOf(string? coding, byte[] body) =>
        new() { Status = 200, Headers = coding is null ? [] : [new("Content-Encoding", coding)], Body = body, BodyBytes = body.Length };
}
