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
    /// <summary>Stands for the address of an arm. <b>Source:</b> RFC 2606, section 2: nobody has it.</summary>
    private const string Anywhere = "//arm.invalid";

    private static readonly string s_tooLarge = $"a body of more than {Reply.MaxKeptBytes / (1024 * 1024)} MiB";

    /// <summary>
    /// Its status, media type, and the places and hash of its body without content codings; as it came where they cannot be undone. Where
    /// the body was not read whole it has neither, but the reason.
    /// </summary>
    /// <param name="reply">The reply.</param>
    /// <param name="arms">
    /// The addresses of the arms: links to them are all the same. One arm names its own, two that are configured alike name the same.
    /// </param>
    public static ContractResponse Of(Reply reply, params IReadOnlyList<Uri> arms)
    {
        var type = (reply.Header("content-type") ?? "").Split(';')[0].Trim().ToLower(CultureInfo.InvariantCulture);
        var (plain, unreadable) = PlainBody.Of(reply);
        var body = unreadable is null ? plain : reply.Body;
        var addresses = arms.Select(static arm => $"//{arm.Authority}").OrderByDescending(static address => address.Length).ToList();
        if (IsCut(reply, body))
        {
            return new ContractResponse(reply.Status, type, Places: null, BodyHash: "") { Unread = s_tooLarge };
        }

        string? beyond = null;
        var places = body.Length == 0 ? null : JsonPlaces.Of(body, out beyond)?.ToDictionary(
            static one => one.Key,
            one => one.Value with { Value = Moved(one.Value.Value, addresses) },
            StringComparer.Ordinal);
        return new ContractResponse(reply.Status, type, places, HashOf(body.Span, addresses))
        {
            IsEmpty = body.Length == 0,
            Unread = beyond,
        };
    }

    // Without its codings no more than the bound is kept: of a body that fills it nobody knows whether it ends there.
    private static bool IsCut(Reply reply, ReadOnlyMemory<byte> body) =>
        reply.BodyBytes > reply.Body.Length || (body.Length >= Reply.MaxKeptBytes && !body.Equals(reply.Body));

    // Latin-1 gives each byte back as it was.
    private static string HashOf(ReadOnlySpan<byte> body, List<string> addresses) => Convert.ToHexString(
        SHA256.HashData(Encoding.Latin1.GetBytes(Moved(Encoding.Latin1.GetString(body), addresses))));

    // The longest first: //host:80 begins //host:8080, too.
    private static string Moved(string text, List<string> addresses) =>
        addresses.Aggregate(text, static (moved, address) => moved.Replace(address, Anywhere, StringComparison.Ordinal));
}
