using System.Globalization;

namespace Headroom.Experiments.SelfTests;

/// <summary>A port of the reference server, and how it answers there.</summary>
/// <remarks>Its text form, for the command line of the server's process: <c>8080:spin=500,fail=0.2</c>.</remarks>
public sealed record ReferenceArm
{
    /// <summary>The port on loopback.</summary>
    public required int Port { get; init; }

    /// <summary>How long a request keeps a processor busy.</summary>
    public TimeSpan Spin { get; init; }

    /// <summary>The share of requests that are refused at once, evenly, 0..1.</summary>
    public double FailShare { get; init; }

    /// <summary>Whether answers lack a field.</summary>
    public bool DropsField { get; init; }

    /// <summary>By how much longer it takes in the first half of each pair: a cache that both arms share (a ratio of the spin).</summary>
    public double ColdShare { get; init; }

    /// <summary>By how much longer it takes from some moment on (a ratio of the spin).</summary>
    public double StepShare { get; init; }

    /// <summary>That moment, from the start of the server.</summary>
    public TimeSpan StepAfter { get; init; }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ReferenceArm Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var arm = new ReferenceArm { Port = int.Parse(colon < 0 ? text : text[..colon], NumberStyles.None, CultureInfo.InvariantCulture) };
        foreach (var part in colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=') is [var key, var number]
                ? (key, double.Parse(number, CultureInfo.InvariantCulture))
                : throw new FormatException(text);
            arm = name switch
            {
                "spin" => arm with { Spin = TimeSpan.FromMicroseconds(value) },
                "fail" => arm with { FailShare = value },
                "drop" => arm with { DropsField = value != 0 },
                "cold" => arm with { ColdShare = value },
                "step" => arm with { StepShare = value },
                "after" => arm with { StepAfter = TimeSpan.FromSeconds(value) },
                _ => throw new FormatException($"{name} in {text}"),
            };
        }

        return arm;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Port}:spin={Spin.TotalMicroseconds},fail={FailShare},drop={(DropsField ? 1 : 0)},"
        + $"cold={ColdShare},step={StepShare},after={StepAfter.TotalSeconds}");
}
