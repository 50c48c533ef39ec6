using System.Text;
using Headroom.Experiments.Contracts;
using Headroom.Load;
using Headroom.Tests.Unit.Load.Responses;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Contracts;

public sealed class ContractReplyTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id": 7}""");

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_compressed_body_is_the_plain_one(string coding)
    {
        var (plain, compressed) = (ContractReply.Of(ReplyOf(Body)), ContractReply.Of(ReplyOf(ContentCodings.Encode(coding, Body), ("Content-Encoding", coding))));

        compressed.Places!["id"].ShouldBe(plain.Places!["id"]);
        compressed.BodyHash.ShouldBe(plain.BodyHash);
    }

    [Fact]
    public void A_body_whose_coding_is_not_known_is_taken_as_it_came()
    {
        var (plain, unknown) = (ContractReply.Of(ReplyOf(Body)), ContractReply.Of(ReplyOf(Body, ("Content-Encoding", "zstd"))));

        unknown.BodyHash.ShouldBe(plain.BodyHash);
    }

    [Fact]
    public void A_link_to_an_arm_is_the_same_whichever_it_is_and_one_to_another_service_is_not()
    {
        Uri[] arms = [new("http://127.0.0.1:80"), new("http://127.0.0.1:8080")];
        string HashOf(string body) => ContractReply.Of(ReplyOf(Encoding.UTF8.GetBytes(body)), arms).BodyHash;

        HashOf("<a href='http://127.0.0.1/ü'>").ShouldBe(HashOf("<a href='http://127.0.0.1:8080/ü'>"));
        HashOf("<a href='http://127.0.0.1/a'>").ShouldNotBe(HashOf("<a href='http://127.0.0.1:9090/a'>"));
    }

    [Fact]
    public void A_body_that_was_cut_was_not_read_whole()
    {
        var whole = new byte[Reply.MaxKeptBytes];

        ContractReply.Of(ReplyOf(whole)).Unread.ShouldBeNull();
        ContractReply.Of(ReplyOf(whole) with { BodyBytes = Reply.MaxKeptBytes + 1 }).Unread.ShouldBe("a body of more than 16 MiB");
        ContractReply.Of(ReplyOf(ContentCodings.Encode("gzip", [.. whole, 0]), ("Content-Encoding", "gzip"))).Unread.ShouldBe("a body of more than 16 MiB");
    }

    private static Reply ReplyOf(byte[] body, params (string Name, string Value)[] headers) => new()
    {
        Status = 200,
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = body,
        BodyBytes = body.Length,
    };
}
