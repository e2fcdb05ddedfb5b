import SchoolCardKit
import SwiftUI

/// The leaflet's topics: readable without a network and without a sign-in.
struct HelpScreen: View {
    @Environment(Face.self) private var face

    var body: some View {
        Follow(.help(face.app, topic: nil)) { state in
            List {
                switch state {
                case nil:
                    EmptyView()
                case .topics(let pages):
                    ForEach(pages, id: \.topic) { page in
                        NavigationLink(value: page.topic) { Text(page.title) }
                    }
                case .topic(let page):
                    HelpRows(page: page)
                }
            }
            .navigationTitle("Помощь")
        }
    }
}

/// One topic.
struct HelpTopicScreen: View {
    @Environment(Face.self) private var face
    let topic: HelpTopic

    var body: some View {
        Follow(.help(face.app, topic: topic)) { state in
            List {
                switch state {
                case nil, .topics:
                    EmptyView()
                case .topic(let page):
                    HelpRows(page: page)
                }
            }
            .navigationTitle("Помощь")
            .navigationBarTitleDisplayMode(.inline)
        }
    }
}

private struct HelpRows: View {
    @Environment(Face.self) private var face
    let page: HelpPage

    var body: some View {
        Section {
            Text(page.title)
                .font(.title2)
                .accessibilityAddTraits(.isHeader)
            ForEach(page.steps.indices, id: \.self) { Text(page.steps[$0]) }
            ForEach(page.links, id: \.site) { link in
                Button(link.text) { face.platform.open(link.address) }
            }
        }
        if !page.seeAlso.isEmpty {
            Section("Смотрите также") {
                ForEach(page.seeAlso, id: \.topic) { other in
                    NavigationLink(value: other.topic) { Text(other.title) }
                }
            }
        }
    }
}

/// To the topic of the help that a state or a notice names.
struct HelpButton: View {
    @Environment(Trail.self) private var trail
    let topic: HelpTopic

    var body: some View {
        Button("Что делать") { trail.help(topic) }
    }
}
