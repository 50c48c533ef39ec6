using System.Text;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Load.Responses;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class FaultAnswersTests
{
    private const string Leaking = "Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.7:5432";

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("X-GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("raw")]
    [InlineData("gzip, br")]
    [InlineData("deflate ,identity, gzip")]
    public void A_compressed_body_is_looked_at_like_a_plain_one(string codings)
    {
        var body = Encode(codings, Leaking);

        var answer = Of(500, body, ("Content-Encoding", codings.Replace("raw", "deflate")), ("Content-Type", "Text/Plain; charset=utf-8"));

        answer.Leaks.ShouldBe(["exception name", "address of a dependency"]);
        answer.Unreadable.ShouldBeNull();
        answer.BodyBytes.ShouldBe(body.Length);
        answer.MediaType.ShouldBe("text/plain");
        answer.Status.ShouldBe(500);
        answer.Error.ShouldBeNull();
    }

    [Fact]
    public void Codings_may_stand_in_several_headers() =>
        Of(500, Encode("gzip, br", Leaking), ("Content-Encoding", "gzip"), ("content-encoding", "br")).Leaks.ShouldContain("exception name");

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Of_a_large_body_no_more_than_the_beginning_is_decoded(string coding)
    {
        var filler = new string(' ', 10_000_000);

        Of(500, Encode(coding, Leaking + filler), ("Content-Encoding", coding)).Leaks.ShouldContain("exception name");
        Of(500, Encode(coding, filler + Leaking), ("Content-Encoding", coding)).Leaks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, unheard-of")]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_body_that_cannot_be_read_is_told(string codings)
    {
        var answer = Of(503, Encoding.UTF8.GetBytes("this is no compressed text at all"), ("Content-Encoding", codings));

        answer.Unreadable.ShouldNotBeNull().ShouldContain($"\"{codings}\"");
        answer.Leaks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void A_body_of_no_bytes_has_nothing_to_read(string coding) => Of(503, [], ("Content-Encoding", coding)).Unreadable.ShouldBeNull();

    [Fact]
    public void An_answer_below_400_is_not_looked_at()
    {
        Of(200, Encoding.UTF8.GetBytes(Leaking)).Leaks.ShouldBeEmpty();
        Of(200, Encoding.UTF8.GetBytes(Leaking), ("Content-Encoding", "zstd")).Unreadable.ShouldBeNull();
    }

    [Fact]
    public void A_transport_error_is_kept_by_its_kind()
    {
        var answer = FaultAnswers.Of(new Reply { Error = ErrorKind.Reset, Service = TimeSpan.FromSeconds(1) }, []);

        answer.ShouldSatisfyAllConditions(
            () => answer.Status.ShouldBeNull(),
            () => answer.Error.ShouldBe("reset"),
            () => answer.After.ShouldBe(TimeSpan.FromSeconds(1)),
            () => answer.IsClosed().ShouldBeTrue(),
            () => answer.Unreadable.ShouldBeNull());
    }

    private static FaultAnswer Of(int status, byte[] body, params (string Name, string Value)[] headers) => FaultAnswers.Of(
        new Reply
        {
            Status = status,
            Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
            Body = body,
            BodyBytes = body.Length,
            Service = TimeSpan.FromMilliseconds(3),
        },
        ["10.0.0.7:5432"]);

    private static byte[] Encode(string codings, string text) => ContentCodings.Encode(codings, Encoding.UTF8.GetBytes(text));
}
