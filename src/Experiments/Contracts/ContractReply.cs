using System.Globalization;
using System.Security.Cryptography;
using Headroom.Load;
using Headroom.Model.Contracts;

namespace Headroom.Experiments.Contracts;

/// <summary>A reply as the contract sees it.</summary>
internal static class ContractReply
{
    /// <summary>Its status, media type, places and hash.</summary>
    public static ContractResponse Of(Reply reply)
    {
        var type = (reply.Header("content-type") ?? "").Split(';')[0].Trim().ToLower(CultureInfo.InvariantCulture);
        return new ContractResponse(
            reply.Status, type, reply.Body.Length == 0 ? null : JsonPlaces.Of(reply.Body),
            Convert.ToHexString(SHA256.HashData(reply.Body.Span)));
    }
}
