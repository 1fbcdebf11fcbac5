using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamMood.Contracts;

namespace StreamMood.Cli.Commands.Plan;

/// <summary><c>streammood plan</c>: from cameras to partitions, workers, brokers and cost.</summary>
internal static class PlanCommand
{
    // The README's machine: bench worker, 640×480 colour JPEGs with 1.5 faces, two cores with the broker beside.
    private const double KnownCpuMs = 2.5;
    private const int KnownBytes = 27_000;

    public static Command Build(CommandContext context)
    {
        var plan = new Command("plan", Verbs.Describe(
            "Computes what a number of cameras takes: cores, workers, partitions, brokers, disk and cost, from a measured 'bench worker --json' or from the figures of the README. "
            + "A measure of your own machine and scenes is worth more than any other.",
            "streammood bench worker --json > bench.json; streammood plan --cameras 200 --fps 5 --bench bench.json",
            "streammood plan --cameras 500 --fps 3 --core-price 0.04 --json"));
        var cameras = Number<int>("--cameras", "N", "Cameras.", default, 1, 1_000_000);
        cameras.DefaultValueFactory = null;
        cameras.Required = true;
        var fps = Number<double>("--fps", "F", "Frames a second of each.", 5, 0.1, 120);
        var bench = new Option<string?>("--bench") { HelpName = "FILE.json", Description = "What bench worker --json printed on a machine like the workers'." };
        var bytes = Number<int?>("--frame-bytes", "BYTES", "Bytes of a frame. Default as measured.", null, 1000, 4 << 20);
        var load = Number<double>("--load", "SHARE", "Share of each core that is planned for.", 0.6, 0.05, 1);
        var cores = Number<int>("--cores", "N", "Cores of a worker.", 4, 1, 256);
        var copies = Number<int>("--replication", "N", "Copies that Kafka keeps.", 3, 1, 9);
        var write = Number<double>("--broker-write", "MB/S", "Megabytes a second that a broker is to write at most.", 100, 1, 10_000);
        var price = Number<double?>("--core-price", "PRICE", "Price of a core for an hour, for the sum of a month.", null, 0, 1000);
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        foreach (var option in (Option[])[cameras, fps, bench, bytes, load, cores, copies, write, price, json])
            plan.Options.Add(option);
        plan.SetAction(parse =>
        {
            var (cpu, measured) = parse.GetValue(bench) is { } file ? Read(file) : (KnownCpuMs, KnownBytes);
            var made = new CapacityPlan(new PlanInput(
                parse.GetValue(cameras), parse.GetValue(fps), cpu, parse.GetValue(bytes) ?? measured, parse.GetValue(load), parse.GetValue(cores), parse.GetValue(copies),
                parse.GetValue(write), parse.GetValue(price)));
            context.Terminal.Out.WriteLine(parse.GetValue(json) ? JsonSerializer.Serialize(made, PlanJson.Default.CapacityPlan) : Text(made));
            return ExitCode.Ok;
        });
        return plan;
    }

    private static Option<T> Number<T>(string name, string help, string description, T? value, double low, double high)
    {
        var option = new Option<T>(name) { HelpName = help, Description = description };
        if (value is not null)
            option.DefaultValueFactory = _ => value;
        return option.Within(low, high);
    }

    private static (double CpuMs, int Bytes) Read(string file)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(file));
            var cpu = report.RootElement.GetProperty("cpuMsPerFrame").GetDouble();
            var bytes = report.RootElement.GetProperty("setting").GetProperty("bytesPerFrame").GetInt32();
            return cpu > 0 && bytes > 0 ? (cpu, bytes) : throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"--bench {file}: not what 'streammood bench worker --json' prints", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--bench {file}: cannot be read ({FileErrors.Why(e, file)})", e);
        }
    }

    private static string Text(CapacityPlan p) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {p.Input.Cameras} cameras at {p.Input.Fps:0.##} fps: {p.FramesPerSecond:0.#} frames/s of {p.Input.BytesPerFrame / 1000.0:0.#} kB, {p.InMegabytes:0.#} MB/s in
        workers       {p.Workers} of {p.Input.CoresPerWorker} cores ({p.InferenceCores:0.0} cores at {p.Input.Utilisation:P0} load and {p.Input.CpuMsPerFrame:0.##} ms a frame, and one worker to spare)
        recommenders  {p.Recommenders}
        partitions    {p.Partitions} of the frames' topic
        brokers       {p.Brokers}, {p.WrittenMegabytes:0.#} MB/s written with {p.Input.Replication} copies
        disk          {p.FrameGigabytes:0.#} GB frames, {p.EmotionGigabytes:0.#} GB emotions, {p.RecommendationGigabytes:0.#} GB recommendations, over all brokers
        """) + (p.MonthlyCost is { } cost ? string.Create(CultureInfo.InvariantCulture, $"\ncost          {cost:0} a month for cores alone; disk and traffic not counted") : "");
}
