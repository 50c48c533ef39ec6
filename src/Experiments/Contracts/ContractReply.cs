using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Contracts;

namespace Headroom.Experiments.Contracts;

/// <summary>A reply as the contract sees it.</summary>
internal static class ContractReply
{
    /// <summary>Stands for the address of whoever answered. <b>Source:</b> RFC 2606, section 2: nobody has it.</summary>
    private const string Anywhere = "//arm.invalid";

    /// <summary>
    /// Its status, media type, and the places and hash of its body without content codings; as it came where they cannot be undone.
    /// </summary>
    public static ContractResponse Of(Reply reply) => Of(reply, own: null);

    /// <summary>The same, where links to the service itself are the same wherever it is.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="own">The address of the service that answered; null where it is compared with itself.</param>
    public static ContractResponse Of(Reply reply, Uri? own)
    {
        var type = (reply.Header("content-type") ?? "").Split(';')[0].Trim().ToLower(CultureInfo.InvariantCulture);
        var (plain, unreadable) = PlainBody.Of(reply);
        var body = unreadable is null ? plain : reply.Body;
        var places = body.Length == 0 ? null : JsonPlaces.Of(body);
        if (own is null)
        {
            return new ContractResponse(reply.Status, type, places, HashOf(body.Span));
        }

        var address = $"//{own.Authority}";
        return new ContractResponse(
            reply.Status, type, places is null ? null : Moved(places, address), HashOf(Moved(body.Span, address)));
    }

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexString(SHA256.HashData(body));

    private static IReadOnlyDictionary<string, JsonPlace> Moved(IReadOnlyDictionary<string, JsonPlace> places, string own) =>
        !places.Values.Any(place => place.Value.Contains(own, StringComparison.Ordinal)) ? places : places.ToDictionary(
            static one => one.Key,
            one => one.Value with { Value = one.Value.Value.Replace(own, Anywhere, StringComparison.Ordinal) },
            StringComparer.Ordinal);

    // Latin-1 gives each byte back as it was.
    private static ReadOnlySpan<byte> Moved(ReadOnlySpan<byte> body, string own) => body.IndexOf(Encoding.Latin1.GetBytes(own)) < 0
        ? body
        : Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).Replace(own, Anywhere, StringComparison.Ordinal));
}
