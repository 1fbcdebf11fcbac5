using YamlDotNet.RepresentationModel;

namespace StreamMood.Tests.Infra;

/// <summary>The composition, as far as it can be held without an engine.</summary>
public class ComposeTests
{
    private const string File = "docker-compose.kafka.yml";
    private static readonly YamlMappingNode Compose = Yaml.Read("infra", File).Single();

    public static TheoryData<string> Services => [.. Compose.Entries("services").Select(s => s.Key)];

    [Fact]
    public void Services_AreAllOfTheSystem() => Assert.Superset(
        new HashSet<string> { "kafka", "topics", "camera", "worker", "worker-gpu", "recommender", "prometheus", "grafana", "kafka-ui" },
        Compose.Entries("services").Select(s => s.Key).ToHashSet());

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_IsPinnedHardenedAndWatched(string name)
    {
        var service = Compose.At("services", name);

        Assert.True(Deployed.IsPinned(service.Text("image")!), service.Text("image"));
        Assert.Equal("true", service.Text("read_only"));
        Assert.Equal(["ALL"], service.Words("cap_drop"));
        Assert.Equal(["no-new-privileges:true"], service.Words("security_opt"));
        Assert.Contains(service.Text("restart"), (string[])["unless-stopped", "no"]);
        if (service.Text("restart") == "no")
            Assert.Equal("true", service.Text("healthcheck", "disable"));
        else
            Assert.Equal("CMD", service.Text("healthcheck", "test", 0));
        Assert.All(service.Words("ports"), p => Assert.StartsWith("127.0.0.1:", p, StringComparison.Ordinal));
        Assert.Null(service.At("privileged"));
        Assert.All(service.Entries("environment"), e => Assert.DoesNotMatch("(?i)password$|secret$", e.Key));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_NamesOnlyWhatIsThere(string name)
    {
        var service = Compose.At("services", name);

        Assert.All(service.Entries("depends_on"), d => Assert.NotNull(Compose.At("services", d.Key)));
        Assert.All(service.Words("networks"), n => Assert.NotNull(Compose.At("networks", n)));
        Assert.All(service.Words("secrets"), s => Assert.NotNull(Compose.At("secrets", s)));
        foreach (var volume in service.Words("volumes"))
        {
            var source = volume.Split(':')[0];
            if (source.StartsWith('.'))
            {
                Assert.EndsWith(":ro", volume, StringComparison.Ordinal);
                var path = Path.GetFullPath(Path.Combine(Repository.Root, "infra", source));
                Assert.True(System.IO.File.Exists(path) || Directory.Exists(path), path);
            }
            else
            {
                Assert.NotNull(Compose.At("volumes", source));
            }
        }
    }

    [Fact]
    public void OurServices_HaveCallsAndSettingsThatParse()
    {
        var ours = Compose.Entries("services").Where(s => s.Value.Text("build", "dockerfile") is not null).ToList();

        Assert.Equal(5, ours.Count);
        foreach (var (name, service) in ours)
        {
            Deployed.Parses(service.Words("command"));
            var settings = Deployed.Environment(service.Entries("environment").Select(e => (e.Key, ((YamlScalarNode)e.Value).Value!.Replace("$$", "$", StringComparison.Ordinal))));
            Assert.Equal("kafka:9092", settings.Kafka.Bootstrap);
            Assert.Equal(name == "topics" ? (int?)null : 9464, settings.Http.Port);
            Assert.True(System.IO.File.Exists(Path.Combine(Repository.Root, "infra", service.Text("build", "context")!, service.Text("build", "dockerfile")!)));
        }
    }

    [Fact]
    public void Kafka_IsOfVersionFourAndKeepsNoPicturesAfterItsTopicsSayTo() =>
        Assert.Matches(@"^apache/kafka:4\.\d+\.\d+$", Compose.Text("services", "kafka", "image"));

    [Fact]
    public void Prometheus_ScrapesEveryRoleWhereItAnswers()
    {
        var jobs = Yaml.Read("infra", "prometheus.yml").Single().Items("scrape_configs");

        Assert.Equal(["camera", "recommender", "worker"], jobs.SelectMany(j => j.Words("dns_sd_configs", 0, "names")).Order());
        Assert.All(jobs, j => Assert.Equal(("9464", "/run/secrets/streammood-token"), (j.Text("dns_sd_configs", 0, "port"), j.Text("authorization", "credentials_file"))));
    }
}
