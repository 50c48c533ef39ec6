using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Responses;

/// <summary>Stand-in.</summary>
internal sealed class ResponseJudge(RequestTemplate template)
{
    private readonly byte[][] _needles = [.. template.Checks.Select(static check => System.Text.Encoding.UTF8.GetBytes((check as Check.BodyContains)?.Text ?? ""))];

    public bool NeedsBody { get; } = template.Checks.Any(static check => check is Check.BodyContains);

    public bool Holds(int check, ResponseView view) => template.Checks[check] switch
    {
        Check.StatusIs status => status.Expected.Contains(view.Status),
        Check.BodyContains => view.Body.IndexOf(_needles[check]) >= 0,
        Check.HasHeader header => view.TryHeader(System.Text.Encoding.ASCII.GetBytes(header.Header.ToLowerInvariant()), out _),
        _ => false,
    };

    public bool TryExtract(int extraction, ResponseView view, ByteBuffer into) => false;
}
