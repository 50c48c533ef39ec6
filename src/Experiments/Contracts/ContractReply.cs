using System.Globalization;
using System.Security.Cryptography;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Contracts;

namespace Headroom.Experiments.Contracts;

/// <summary>A reply as the contract sees it.</summary>
internal static class ContractReply
{
    /// <summary>
    /// Its status, media type, and the places and hash of its body without content codings; as it came where they cannot be undone.
    /// </summary>
    public static ContractResponse Of(Reply reply)
    {
        var type = (reply.Header("content-type") ?? "").Split(';')[0].Trim().ToLower(CultureInfo.InvariantCulture);
        var (plain, unreadable) = PlainBody.Of(reply);
        var body = unreadable is null ? plain : reply.Body;
        return new ContractResponse(
            reply.Status, type, body.Length == 0 ? null : JsonPlaces.Of(body), Convert.ToHexString(SHA256.HashData(body.Span)));
    }
}
