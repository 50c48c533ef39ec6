using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Load;
using Headroom.Load.Responses;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Responses;

public class BodyDecoderTests
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"id\":1}", 5000)));

    private readonly BodyDecoder _decoder = new();

    [Theory]
    [InlineData("gzip")]
    [InlineData("X-GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("raw")]
    [InlineData("identity")]
    [InlineData("")]
    [InlineData("gzip, br")]
    [InlineData("deflate ,identity, gzip")]
    public void Undoes_codings_again_and_again(string codings)
    {
        var body = ContentCodings.Encode(codings, s_text);
        for (var i = 0; i < 3; i++)
        {
            Decode(codings.Replace("raw", "deflate"), body).ShouldBe(s_text);
        }
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, unheard-of")]
    [InlineData("gzip, gzip, gzip, gzip, gzip, gzip")]
    public void Does_not_know_every_coding(string codings) => Decode(codings, ContentCodings.Encode("gzip", s_text)).ShouldBeNull();

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void A_bomb_gives_sixteen_megabytes_and_no_more(string coding) =>
        Decode(coding, ContentCodings.Encode(coding, new byte[Reply.MaxKeptBytes + 100_000]))!.Length.ShouldBe(Reply.MaxKeptBytes);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void A_body_of_no_bytes_stays_empty(string coding) => Decode(coding, []).ShouldBe([]);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_damaged_body_is_told_and_the_next_one_is_read(string coding)
    {
        Decode(coding, Encoding.UTF8.GetBytes("this is no compressed text at all")).ShouldBeNull();
        Decode(coding, ContentCodings.Encode(coding, s_text)).ShouldBe(s_text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void A_body_that_is_cut_off_gives_what_came_before(string coding)
    {
        var whole = ContentCodings.Encode(coding, s_text);
        var start = Decode(coding, whole[..(whole.Length / 2)]).ShouldNotBeNull();
        start.Length.ShouldBeLessThan(s_text.Length);
        s_text.AsSpan().StartsWith(start).ShouldBeTrue();
    }

    [Fact]
    public void A_body_that_needs_a_dictionary_is_told() => Decode("deflate", [24, 56, 0, 0, 0, 0]).ShouldBeNull();

    [Fact]
    public void No_bytes_make_it_throw() => Prop.ForAll<byte[]>(bytes =>
    {
        var body = bytes ?? [];
        Decode("gzip", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, .. body]);
        Decode("br", body);
        Decode("deflate", body);
        return true;
    }).QuickCheckThrowOnFailure();

    private byte[]? Decode(string codings, byte[] body) =>
        _decoder.TryDecode(Encoding.UTF8.GetBytes(codings), body, out var decoded) ? decoded.ToArray() : null;
}
