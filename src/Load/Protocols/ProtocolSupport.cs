using System.Net.Quic;
using Headroom.Model.Plans;

namespace Headroom.Load.Protocols;

/// <summary>Tells before a run whether this machine can speak what a plan asks for.</summary>
public static class ProtocolSupport
{
    private static bool HasQuic =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()) && QuicConnection.IsSupported;

    /// <summary>What a load needs that is not here, and what to do; null when nothing is missing.</summary>
    public static string? Missing(Uri target, LoadPlan load) =>
        load.Protocol == HttpProtocol.Http3 && load.AllRequests().Any(static request => request.Exchange == Exchange.Http)
            ? MissingForHttp3(target, HasQuic)
            : null;

    internal static string? MissingForHttp3(Uri target, bool hasQuic) => (target.Scheme == Uri.UriSchemeHttps, hasQuic) switch
    {
        (false, _) => $"HTTP/3 needs an https address, but the target is {target.GetLeftPart(UriPartial.Authority)}",
        (_, false) => "HTTP/3 needs libmsquic, which was not found: install that package (packages.microsoft.com), or choose HTTP/2",
        _ => null,
    };
}
