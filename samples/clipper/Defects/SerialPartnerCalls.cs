namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips/{id}/reach</c>. Broken: the partner networks are asked one after the other, though none needs the answer of another, so the
/// request takes the sum of their times. Cured: all are asked at once, and the request takes as long as the slowest.
/// </summary>
public static class SerialPartnerCalls
{
    public static readonly Defect Defect = new(
        "serial-partner-calls",
        "The partner networks are asked one after the other; the cure asks all of them at once.");

    /// <summary>The answers in the order of the networks.</summary>
    public static async Task<IReadOnlyList<int?>> Ask(Switches switches, IReadOnlyList<string> networks, Func<string, Task<int?>> ask)
    {
        if (!switches.On(Defect)) return await Task.WhenAll(networks.Select(ask));
        List<int?> answers = [];
        foreach (var network in networks) answers.Add(await ask(network));
        return answers;
    }
}
