using System.Net.Security;

namespace Headroom.Load.Protocols;

/// <summary>How TLS sessions with the target are agreed.</summary>
internal static class TlsOptions
{
    /// <summary>The options for a protocol.</summary>
    public static SslClientAuthenticationOptions For(Target target, SslApplicationProtocol protocol) => new()
    {
        TargetHost = target.Address.IdnHost,
        ApplicationProtocols = [protocol],
#pragma warning disable CA5359 // the plan says so
        RemoteCertificateValidationCallback = target.VerifyCertificate ? null : static (_, _, _, _) => true,
#pragma warning restore CA5359
    };
}
