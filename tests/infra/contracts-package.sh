#!/usr/bin/env bash
# StreamMood.Contracts as others get it: packed twice it is the same bytes inside, brings README, schemas and XML docs, depends on
# nothing, and an app that has only the package reads an event with it.
SCRIPT_NAME=tests/infra/contracts-package.sh
# shellcheck source-path=SCRIPTDIR source=../../infra/prelude.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../infra/prelude.sh"
command -v unzip > /dev/null || { echo 'needs unzip'; exit 77; }
find_dotnet || fail 'no dotnet found'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for turn in 1 2; do
  "$DOTNET" pack "$root/src/StreamMood.Contracts" -c Release --no-build -v quiet -nologo -o "$work/$turn" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  mkdir "$work/$turn/inside"
  unzip -q "$work/$turn"/*.nupkg -d "$work/$turn/inside"
  rm -rf "$work/$turn/inside/_rels" "$work/$turn/inside/package" # NuGet's own, with a new name each time
done
diff -r "$work/1/inside" "$work/2/inside"
for file in README.md schemas/asyncapi.json schemas/recommendation.schema.json lib/net10.0/StreamMood.Contracts.dll lib/net10.0/StreamMood.Contracts.xml; do
  [[ -s $work/1/inside/$file ]] || { echo "the package lacks $file"; exit 1; }
done
! grep -q '<dependency ' "$work/1/inside/StreamMood.Contracts.nuspec" || { echo 'the package depends on others'; exit 1; }
! grep -qaF "$root" "$work/1/inside/lib/net10.0/StreamMood.Contracts.dll" || { echo 'the assembly names the folder it was built in'; exit 1; }

mkdir "$work/app"
cat > "$work/app/app.csproj" <<'TEXT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="StreamMood.Contracts" Version="*" /></ItemGroup>
</Project>
TEXT
cat > "$work/app/NuGet.config" <<TEXT
<configuration><packageSources><clear /><add key="here" value="$work/1" /></packageSources></configuration>
TEXT
cat > "$work/app/Program.cs" <<'TEXT'
using StreamMood.Contracts.Reading;
using StreamMood.Contracts.Topics;
Console.WriteLine(EventReader.Read(TopicNames.Recommendations, "lobby"u8, new MessageHeaders([]), "{}"u8).Problem);
TEXT
cd "$work/app"
NUGET_PACKAGES=$work/packages "$DOTNET" build -c Release -v quiet -nologo > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
[[ $("$DOTNET" bin/Release/net10.0/app.dll) == MissingHeader ]] || { echo 'the app does not read'; exit 1; }
