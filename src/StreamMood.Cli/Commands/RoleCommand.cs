using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Cli.Operator;
using StreamMood.Pipeline.Http;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Cli.Commands;

/// <summary>What the verbs of the roles have in common: settings, a look at the broker, the role until it ends, its account as the last line.</summary>
internal static class RoleCommand
{
    /// <summary>How much longer than the role's own deadline the host waits before it gives up on an orderly stop.</summary>
    private static readonly TimeSpan StopSlack = TimeSpan.FromSeconds(5);

    /// <summary>Builds the verb.</summary>
    /// <param name="context">The outside.</param>
    /// <param name="name">The verb.</param>
    /// <param name="description">Its help.</param>
    /// <param name="topics">Topics that must be there.</param>
    /// <param name="options">Options that write the role's settings.</param>
    /// <param name="configure">Registers the role.</param>
    /// <param name="stopTimeout">The role's deadline for stopping.</param>
    /// <param name="account">The role's counts at its end, as a line of JSON.</param>
    /// <param name="seesPictures">Whether it starts only where pictures are not kept too long.</param>
    /// <param name="defaults">Changes the defaults of settings; none when null.</param>
    /// <param name="http">The option of the port; the usual one when null.</param>
    public static Command Build(
        CommandContext context,
        string name,
        string description,
        string[] topics,
        SettingOption[] options,
        Action<IServiceCollection, StreamMoodSettings> configure,
        Func<StreamMoodSettings, TimeSpan> stopTimeout,
        Func<IServiceProvider, string> account,
        bool seesPictures = false,
        Action<StreamMoodSettings>? defaults = null,
        SettingOption? http = null)
    {
        var command = new Command(name, description);
        var json = new Option<bool>("--json") { Description = "Write the counts at the end as a line of JSON to stdout." };
        var duration = new Option<string?>("--duration") { HelpName = "SECONDS", Description = "Stop in order after this time. Default: run until Ctrl-C." };
        var loader = SettingsLoader.For(
            command, [CommonOptions.Bootstrap(), CommonOptions.ClientFile(), .. options, http ?? CommonOptions.Http(), CommonOptions.LogLevel()]);
        command.Options.Add(duration);
        command.Options.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var limit = Durations.Read(parse, duration);
            var settings = new StreamMoodSettings();
            defaults?.Invoke(settings);
            loader.Load(parse, context.Environment, settings);
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, topics, rights: clients.RightsOf(name), cancellationToken: cancellationToken);
            if (seesPictures)
                await FrameRetention.RequireAsync(clients, settings.Privacy, cancellationToken);
            await using var role = RoleHost.Build(
                RoleHost.LogToStandardError(settings.Log, context.Time), context.Time, stopTimeout(settings) + StopSlack, services =>
                {
                    services.AddTelemetry(settings.Telemetry, settings.Http, settings.Certificates());
                    configure(services, settings);
                    services.AddHttp(settings.Http);
                    if (settings.Log.ProcessInterval > TimeSpan.Zero)
                        services.AddHostedService(p => ActivatorUtilities.CreateInstance<ProcessReport>(p, settings.Log.ProcessInterval));
                });
            using var timer = Durations.Timer(limit, cancellationToken);
            await role.RunAsync(timer.Token);
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(account(role.Services));
            return ExitCode.Ok;
        });
        return command;
    }
}
