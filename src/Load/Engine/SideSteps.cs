using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Load.Responses;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>The requests before and after the load: sent once, in order, not measured.</summary>
internal static class SideSteps
{
    /// <summary>Sends them; what they extract goes into the values.</summary>
    /// <returns>Null, or which of them did not do what it should.</returns>
    public static async Task<string?> RunAsync(
        IReadOnlyList<RequestTemplate> requests,
        LoadPlan load,
        Target target,
        Bindings bindings,
        Values values,
        TimeProvider time,
        CancellationToken stop)
    {
        if (requests.Count == 0)
        {
            return null;
        }

        using var loop = new EventLoop(new RunClock(time));
        using var connections = new Connections(loop, target, seed: 1);
        var cursors = new FeedCursors(load.Feeds);
        string? mistake = null;
        await loop.RunAsync(async () =>
        {
            for (var i = 0; i < requests.Count && mistake is null; i++)
            {
                mistake = stop.IsCancellationRequested ? "interrupted" : await SendAsync(i);
            }
        });
        return mistake;

        async Task<string?> SendAsync(int number)
        {
            var template = requests[number];
            var script = ScenarioScript.OfOne(
                template, Known(load, requests.Skip(number)), bindings, cursors, target.Address, seed: 1, time);
            if (script.Draw(number, vu: 0, values) is not { Requests: [var request] })
            {
                return $"{template.Endpoint} needs a value of a feed that ran dry";
            }

            script.Refresh(request, number, place: 0, values);
            var connection = connections.Create(template.Exchange);
            var judge = new ResponseJudge(template);
            await using var cut = stop.UnsafeRegister(_ => loop.Post(_ => connection.End(ErrorKind.Unfinished), null), null);
            await connection.SendAsync(request, values, judge.NeedsBody, RunClock.Ns(load.Timeout));
            var outcome = Judged(template, judge, connection, bindings, values);
            connection.Close();
            return outcome is null ? null : $"{template.Endpoint} {outcome}";
        }
    }

    /// <summary>The plan without the headers whose variables are still to be extracted: a login is sent without its own token.</summary>
    private static LoadPlan Known(LoadPlan load, IEnumerable<RequestTemplate> ahead)
    {
        var unknown = ahead.SelectMany(static request => request.Extractions)
            .Select(static extraction => extraction.Variable)
            .ToHashSet(StringComparer.Ordinal);
        var headers = load.Headers.Where(header => !Placeholders.Names(header.Value).Any(unknown.Contains));
        return load with
        {
            Headers = new SortedDictionary<string, string>(
                headers.ToDictionary(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase),
        };
    }

    private static string? Judged(RequestTemplate template, ResponseJudge judge, Connection connection, Bindings bindings, Values values)
    {
        if (connection.Error != ErrorKind.None)
        {
            return $"got no response: {connection.Error.Text()}";
        }

        var reading = new ResponseReading();
        reading.Open(connection.Response);
        for (var i = 0; i < template.Checks.Count; i++)
        {
            if (!judge.Holds(i, reading))
            {
                return $"answered {connection.Response.Status}; the check '{template.Checks[i].Name}' does not hold";
            }
        }

        if (connection.Response.Status >= 400 && !template.Checks.Any(static check => check is Check.StatusIs))
        {
            return $"answered {connection.Response.Status}";
        }

        for (var i = 0; i < template.Extractions.Count; i++)
        {
            var variable = template.Extractions[i].Variable;
            if (!judge.TryExtract(i, reading, values.Renew(bindings.SlotOf(variable))))
            {
                return $"answered {connection.Response.Status} without a value for '{variable}'";
            }
        }

        return null;
    }
}
