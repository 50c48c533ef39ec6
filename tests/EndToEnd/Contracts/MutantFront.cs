using System.Text;
using Headroom.Tests.EndToEnd.Experiments.Probes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Headroom.Tests.EndToEnd.Contracts;

/// <summary>Passes requests on to a service, as a mutant of it would answer them.</summary>
internal sealed class MutantFront : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly SemaphoreSlim _oneByOne = new(1);
    private ProbedService? _service;
    private Uri _target;
    private Mutant? _mutant;
    private (int Status, string Type, string Body)? _first;

    private MutantFront(Uri target) => _target = target;

    public Uri Url => _service!.Url;

    /// <summary>Answers that are not what the service gave, or requests that are not what it was asked, since the mutant was put in.</summary>
    public int Spoilt { get; private set; }

    public static async Task<MutantFront> StartAsync(Uri target)
    {
        var front = new MutantFront(target);
        front._service = await ProbedService.StartAsync(app => app.Run(front.PassAsync));
        return front;
    }

    public void Put(Mutant? mutant, Uri target) => (_mutant, _target, _first, Spoilt) = (mutant, target, null, 0);

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        _client.Dispose();
        _oneByOne.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        await _oneByOne.WaitAsync();
        try
        {
            var answer = _mutant is { Repeats: true } && _first is { } kept ? Repeated(kept) : Spoil(await AskAsync(context));
            _first ??= answer;
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.Type;
            await context.Response.WriteAsync(answer.Body);
        }
        finally
        {
            _oneByOne.Release();
        }
    }

    private async Task<(int Status, string Type, string Body)> AskAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var asked = (Path: context.Request.Path + context.Request.QueryString.Value, Body: await reader.ReadToEndAsync());
        var ask = _mutant?.Ask?.Invoke(asked) ?? asked;
        Spoilt += ask == asked ? 0 : 1;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_target, ask.Path));
        if (ask.Body.Length > 0)
        {
            request.Content = new StringContent(ask.Body, Encoding.UTF8, "application/json");
        }

        if (context.Request.Headers.Authorization is [{ } token, ..])
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString() ?? "", await answer.Content.ReadAsStringAsync());
    }

    private (int Status, string Type, string Body) Repeated((int Status, string Type, string Body) kept)
    {
        Spoilt++;
        return kept;
    }

    private (int Status, string Type, string Body) Spoil((int Status, string Type, string Body) answer)
    {
        if (_mutant?.Answer is not { } change)
        {
            return answer;
        }

        var (status, body) = change((answer.Status, answer.Body));
        Spoilt += status == answer.Status && body == answer.Body ? 0 : 1;
        return (status, answer.Type, body);
    }
}
